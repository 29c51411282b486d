package surveys_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/surveys"
)

func TestReadCodes(t *testing.T) {
	t.Parallel()
	file := "\ufeffCode;gültig bis\r\n\"DANKE-1\";2027\r\n\r\nDANKE-2,x\nDANKE-1\n  DANKE-3 \nDANKE 4\nDANKÖ\n" + strings.Repeat("X", 33) + "\ncode\n"
	codes, problems, err := surveys.ReadCodes(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"DANKE-1", "DANKE-2", "DANKE-3", "code"}, codes); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
	want := []surveys.CodeProblem{
		{Line: 5, Reason: "the code stands in line 2 already"},
		{Line: 7, Reason: `the code holds ' ': use letters, digits and - _ . + * / # % !`},
		{Line: 8, Reason: `the code holds 'Ö': use letters, digits and - _ . + * / # % !`},
		{Line: 9, Reason: "the code has more than 32 characters"},
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	codes, problems, err = surveys.ReadCodes(strings.NewReader("A1;A2;A3\nB1\nC1;;\n;D1\n"))
	if err != nil || !cmp.Equal(codes, []string{"B1", "C1"}) || len(problems) != 2 || problems[1].Line != 4 {
		t.Errorf("lines of several without a header gave %q, %v, %v", codes, problems, err)
	}
	if _, _, err := surveys.ReadCodes(strings.NewReader(strings.Repeat("x", 1<<17))); err == nil {
		t.Error("a line without end was taken")
	}
}

func FuzzReadCodes(f *testing.F) {
	f.Add("code\nA1;x\n\"B2\"")
	f.Fuzz(func(t *testing.T, file string) {
		codes, _, _ := surveys.ReadCodes(strings.NewReader(file))
		seen := map[string]bool{}
		for _, code := range codes {
			if seen[code] || code == "" || len(code) > surveys.LongestCode || strings.ContainsAny(code, " \n\r\",;{}") {
				t.Errorf("%q was taken from %q", code, file)
			}
			seen[code] = true
		}
	})
}
