package chart

// Style is the style sheet of the pictures. A page that holds them inline
// includes it once; a page may set the custom properties itself.
const Style = `
.chart{--ink:#22292f;--soft:#5c6770;--rule:#dfe3e6;--base:#8a949c;--paper:#fff;--main:#2b5f8c;--bar:#5b8db8;--tint:#2b5f8c;--loss:#b3502a;--over:#cf7a56;--plan:#7a5a00}
@media (prefers-color-scheme:dark){.chart{--ink:#e7eaed;--soft:#a3adb5;--rule:#2e363d;--base:#77828b;--paper:#14191e;--main:#86b8e6;--bar:#4a80b3;--tint:#6fa6d8;--loss:#ec8f63;--over:#b9643c;--plan:#e0bd63}}
@media print{.chart{--ink:#000;--soft:#333;--rule:#ccc;--base:#666;--paper:#fff;--main:#2b5f8c;--bar:#5b8db8;--tint:#2b5f8c;--loss:#b3502a;--over:#cf7a56;--plan:#7a5a00}}
.chart{max-width:100%;height:auto;font-size:13px;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
.chart text{fill:var(--ink)}
.chart .tick,.chart .lab{fill:var(--soft)}
.chart .head{font-weight:600}
.chart .halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.chart .grid{stroke:var(--rule);stroke-width:1}
.chart .zero,.chart .mark{stroke:var(--base);stroke-width:1}
.chart .bar{fill:var(--bar)}
.chart .bar-loss{fill:var(--over)}
.chart .worse{fill:var(--over)}
.chart .better{fill:var(--bar)}
.chart .unsure{fill:var(--rule)}
.chart .total{fill:var(--ink)}
.chart .zone{fill:var(--loss);opacity:.09}
.chart .zone-text{fill:var(--loss);font-weight:600}
.chart .band{fill:var(--tint);opacity:.2}
.chart .band2{fill:var(--tint);opacity:.32}
.chart .c-main,.chart .c-mean,.chart .c-plan,.chart .c-ref,.chart .c-range,.chart .c-budget{fill:none;stroke-linejoin:round}
.chart .c-main{stroke:var(--main);stroke-width:2.5}
.chart .c-mean{stroke:var(--main);stroke-width:1.5;stroke-dasharray:1.5 3;stroke-linecap:round}
.chart .c-plan{stroke:var(--plan);stroke-width:1.75;stroke-dasharray:7 3}
.chart .c-ref{stroke:var(--loss);stroke-width:1.5;stroke-dasharray:3 3}
.chart .c-1,.chart .c-2,.chart .c-3,.chart .c-4,.chart .c-5,.chart .c-6{fill:none;stroke-width:2;stroke-linejoin:round}
.chart .c-1{stroke:var(--main);stroke-width:2.5}
.chart .c-2{stroke:var(--loss);stroke-dasharray:9 3}
.chart .c-3{stroke:var(--plan);stroke-dasharray:5 3}
.chart .c-4{stroke:var(--ink);stroke-dasharray:2 3}
.chart .c-5{stroke:var(--bar);stroke-dasharray:9 3 2 3}
.chart .c-6{stroke:var(--soft)}
.chart .c-line{stroke:var(--ink);stroke-width:1}
.chart .c-range{stroke:var(--ink);stroke-width:1.25}
.chart .c-budget{stroke:var(--plan);stroke-width:3}
`

// standalone gives a picture on its own a background.
const standalone = `.chart{background:var(--paper)}`
