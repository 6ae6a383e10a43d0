package random

// frozen are the values of TestFrozen, of the first release.
var frozen = []uint64{
	0xa706dd2f4d197e6f,
	0xb382a305f4414f5e,
	0x5e41ab087439611e,
	0x8ea264d0125c8328,
	0xc52c1388991fef08,
	0x48218226ff3cd4bf,
	0xbfc049d74039735c,
	0x399d3db6db3ac9b4,
	0xdfe9f65bcac8bcc3,
	0x6f3ba6dab20bc6f0,
	0x1563dd4f720ef81c,
	0x150f164ecb6f7e5b,
	0xc6f7169b5420cb24,
	0x48218226ff3cd4bf,
	0xe220a8397b1dcdaf,
	0x2f0000000c,
}

// frozenQuantiles are the values at u = 0.3 of lawCases.
var frozenQuantiles = []uint64{
	0x3fbf12f1009c3dd2, // beta(2,8)
	0x3fca61b99bc1d945, // beta(0.5,0.5)
	0x3fd8dbb91ab05c6f, // beta(200,300)
	0x3fc96df063a5d978, // beta(5000,20000)
	0x3fd3333330a67d2d, // beta(1,1)
	0x3f369329a5a3b97c, // beta(0.2,5)
	0x3da1a2b9ddf0d6ab, // beta(0.05,3)
	0x3fdffcf65c67a450, // beta(1e+06,1e+06)
	0x3feffff86ae98ec1, // beta(1e+06,3)
	0x3edddb20e588ebf4, // beta(1.5,100000)
	0x3fed8a374b160ee6, // beta(30,2)
	0x400a561d13280ccd, // gamma(2,3)
	0x3dd0ce205c76c882, // gamma(0.05,3)
	0x3f7382c1ca4ff8e1, // gamma(0.2,3)
	0x3fcc81b02c465571, // gamma(0.5,3)
	0x3ff11ed25be39ec0, // gamma(1,3)
	0x404a27698ff034d9, // gamma(20,3)
	0x40a70b12181aed9e, // gamma(1000,3)
	0x4146e04d0970a759, // gamma(1e+06,3)
	0x3fd00fd67259afb6, // pert[0 0.3 1 4]
	0xc00a3ae02a620fb2, // pert[-5 -5 20 4]
	0x4025926efefc8c06, // pert[10 11 11 4]
	0x401da3fcc26a7f86, // pert[0 1 100 4]
	0x4004cccccc299f4b, // pert[2 3 4 0]
	0x4012c165832166be, // pert[0 5 9 60]
	0x3fd3333333333334, // triangular[0 0.3 1]
	0xbfed53f932fb7a40, // triangular[-5 -5 20]
	0x4025186f174f8847, // triangular[10 11 11]
	0x4103f0632265f6a4, // triangular[0 1 1e+06]
	0x412e8481e5b9d137, // triangular[1e+06 1.000001e+06 1.000003e+06]
	0xbe8e40ccaa34c07c, // triangular[-1e-06 0 1e-06]
	0x3fd3333333333333, // uniform[0 1]
	0xbfe3333333333334, // uniform[-3 5]
	0x412e84809999999a, // uniform[1e+06 1.000001e+06]
	0x3df49da7e361ce4c, // uniform[0 1e-09]
	0xc2574876e8000000, // uniform[-1e+12 1e+12]
	0x4001333333333333, // uniform[2 2.5]
	0xbfe0c7e39582c5fa, // normal[0 1 -Inf +Inf]
	0x4007feed10279554, // normal[3 0.001 -Inf +Inf]
	0xc1300f180d20155b, // normal[-1e+06 100000 -Inf +Inf]
	0x3fd8a9172c6ccc4e, // normal[0 1 0 +Inf]
	0x3fd6f902f70713aa, // normal[0.5 0.3 0 1]
	0x4008d51c491d91b2, // normal[0 1 3 4]
	0xc0111628d190444e, // normal[0 1 -5 -4]
	0x402055268c459e29, // normal[10 2 -Inf 10.5]
	0x3feea7c64f12c5a0, // lognormal[0.02 0.12 0 +Inf]
	0x3fe2f0ed7389488a, // lognormal[0 1 0 +Inf]
	0x40b1d7da3db5e625, // lognormal[10 3 0 +Inf]
	0x3f7b744bd944789d, // lognormal[-5 0.01 0 +Inf]
	0x3fe8afeb81122607, // lognormal[0 1 0.5 2]
	0x3ffb17b38443ee51, // lognormal[0 0.5 1.5 +Inf]
}
