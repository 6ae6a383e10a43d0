package num
import ("testing";"math")
func TestMono(t *testing.T){
 bad:=0;
 for n:=-200; n<200; n++ {}
 for j:= -131000; j<131000; j++ { x:=(float64(j)+.5)*math.Ln2/128; if x< -707||x>708 {continue}
  y:=x; for i:=0;i<4;i++{y=math.Nextafter(y,-1e9)}
  for i:=0;i<8;i++ { z:=math.Nextafter(y,1e9); if Exp(z)<Exp(y) {bad++; if bad<10{t.Log("exp",y)}}; y=z}}
 t.Log("exp bad",bad)
 bad=0; worst:=0.0
 const g=0x1p-52
 for s:=0;s<200;s++ { u0:=math.Floor((float64(s)+.37)/200/g)*g+g/2; prev:=NormQuantile(u0)
  for i:=1;i<20000;i++ { z:=NormQuantile(u0+float64(i)*g); if z<prev {bad++; worst=math.Max(worst,(prev-z)/math.Abs(z))}; prev=z}}
 t.Log("q bad",bad,worst,"of 4e6")
}
