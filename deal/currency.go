package deal

import (
	"strings"

	"github.com/sibsim/sibsim/contract"
)

// The codes of ISO 4217 in use, by their number of minor digits.
const (
	digits0 = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
	digits3 = "BHD IQD JOD KWD LYD OMR TND"
	digits2 = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK " +
		"DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT " +
		"LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN " +
		"QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS " +
		"VES WST XCD YER ZAR ZMW"
)

// currencyOf returns the currency of an ISO 4217 code.
func currencyOf(code string) (contract.Currency, bool) {
	for digits, codes := range map[int]string{0: digits0, 2: digits2, 3: digits3} {
		if len(code) == 3 && strings.Contains(" "+codes+" ", " "+code+" ") {
			return contract.Currency{Code: code, Digits: digits}, true
		}
	}
	return contract.Currency{Code: code, Digits: 2}, false
}
