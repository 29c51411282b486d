package shop_test

import (
	"slices"
	"strings"
	"testing"

	"kurzwahl/shop"
)

func catalogue() []shop.Product {
	var all []shop.Product
	for _, line := range []string{
		"Helm Brise|M", "Helm Brise|L", "Helm Kork|", "E-Bike Elbe 900|", "E-Bike Elbe 700|", "Citybike Alster 300|", "Kinderrad Möwe 16|rot", "Kinderrad Möwe 16|blau",
		"Bügelschloss 75|", "Satteltasche Nord|", "Regencape Sturm|XL", "Lichtset Leuchtturm|",
	} {
		name, variant, _ := strings.Cut(line, "|")
		all = append(all, shop.Product{Source: "shop", SKU: "SKU-" + strings.ReplaceAll(line, "|", "-"), Name: name, Variant: variant})
	}
	return all
}

func TestFind(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want []string
	}{
		{"Helm Brise M", []string{"Helm Brise M"}},
		{"helm brise größe m", []string{"Helm Brise M"}},
		{"Helm Brise", []string{"Helm Brise L", "Helm Brise M"}},
		{"Hlem Brise L", []string{"Helm Brise L"}},
		{"Brise", []string{"Helm Brise L", "Helm Brise M"}},
		{"Helm", []string{"Helm Kork", "Helm Brise L", "Helm Brise M"}},
		{"E-Bike", []string{"E-Bike Elbe 700", "E-Bike Elbe 900"}},
		{"Elbe 900", []string{"E-Bike Elbe 900"}},
		{"ebike elbe 700", []string{"E-Bike Elbe 700"}},
		{"Elbe 900 2500", []string{"E-Bike Elbe 900"}},
		{"city bike", []string{"Citybike Alster 300"}},
		{"Moewe blau", []string{"Kinderrad Möwe 16 blau"}},
		{"mowe rot", []string{"Kinderrad Möwe 16 rot"}},
		{"Bügel schloss", []string{"Bügelschloss 75"}},
		{"buegelschloß", []string{"Bügelschloss 75"}},
		{"die Sattltasche Nord in rot", []string{"Satteltasche Nord"}},
		{"Leuchttum Lichtset", []string{"Lichtset Leuchtturm"}},
		{"sku-helm kork-", []string{"Helm Kork"}},
		{"Einrad", nil},
		{"wo bleibt mein Helm Brise", nil},
		{"", nil},
		{"M", nil},
		{"40", nil},
		{"\x00\xff", nil},
	}
	for _, c := range cases {
		var got []string
		for _, p := range shop.Find(c.text, catalogue()) {
			got = append(got, p.Title())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Hlem Brise")
	all := catalogue()
	f.Fuzz(func(t *testing.T, text string) {
		found := shop.Find(text, all)
		if len(found) > len(all) {
			t.Errorf("%q: found %d of %d", text, len(found), len(all))
		}
		if grams := shop.Grams(text); len(grams) > 1000 || !slices.IsSorted(grams) {
			t.Errorf("%q has %d pieces", text, len(grams))
		}
	})
}
