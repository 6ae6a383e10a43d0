# The long checks; ./check is the one for every day.

.PHONY: check assure

check:
	./check

# What is promised, at full size: hours on two cores.
assure:
	SIBSIM_CONTRACTS=1000000 go test -timeout 6h -run TestDifferential ./contract
	SIBSIM_GRID=15 SIBSIM_PATHS=1000 go test -timeout 6h -run TestPriceAgreesWithAGrid ./study
	go test -race -short -timeout 2h ./...
	./check
