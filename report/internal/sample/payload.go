package sample

// Payloads are names meant to make a program that prints them do something.
var Payloads = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`'; alert(1); '`,
	`</title><svg onload=alert(1)>`,
	`</style><style>@import "http://example.invalid/x"</style>`,
	`<!--`, `]]>`, `&lt;script&gt;`, `{{.}}`, `javascript:alert(1)`,
	`=1+1`, `+1+1`, `-1+1`, `@SUM(A1)`, `|calc`, `%0A=1`, "\t=1+1", "  =1+1",
	`=HYPERLINK("http://example.invalid","x")`,
	"\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://example.invalid\x1b\\link\x1b]8;;\x1b\\", "\x9b31m", "\u009b31m",
	"a\rb", "a\nb", "a\x00b", "a\x08\x08\x08b", "a\x7fb",
	"\u202egnp.exe", "\u2066isolate\u2069", "\u200fmark\u200e", "zero\u200bwidth\ufeff", "line\u2028sep\u2029", "tag\U000e0041\U000e0042",
	"soft\u00adhyphen", "private\ue000use", "bad\xffbyte", "z̸̡̢̛̗̘̙̜̝̞a̵̡̢",
	"a very long name that goes on and on without any sense of when a reader would like it to stop, well beyond forty columns",
	"one_very_long_identifier_without_any_space_in_it_which_is_wider_than_a_narrow_terminal",
	"日本語の名前はとても広い文字でできている名前です日本語の名前",
}

// All returns names that are all the payload.
func All(payload string) Names {
	return Names{payload, payload, payload, payload, payload, payload, payload, payload, payload, payload}
}
