package sms

import "slices"

const polishLetters = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"

// written pairs what an alphabet may lack with what is written for it.
type written struct{ to, from string }

// signs are the characters that are no letters; those with an empty to are invisible.
var signs = []written{
	{`"`, "“”„‟«»″〝〞＂"},
	{"'", "‘’‚‛‹›′´`ʹʻʼ"},
	{"-", "‐‑‒–—―−⁃•◦▪▫●○■□‣∙·"},
	{"...", "…"},
	{" ", "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"},
	{"\n", "\v\u0085\u2028\u2029"},
	{"", "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"},
	{"x", "×"},
	{"->", "→"},
	{"<-", "←"},
	{"=>", "⇒"},
	{"(c)", "©"},
	{"(R)", "®"},
	{"(TM)", "™"},
	{"EUR", "€"},
	{"u", "µ"},
}

// baseLetters are the letters of European languages in Latin script.
var baseLetters = []written{
	{"A", "ÀÁÂÃĀĂĄǍ"},
	{"a", "áâãāăąǎª"},
	{"C", "ĆĈĊČ"},
	{"c", "çćĉċč"},
	{"D", "ĎĐÐ"},
	{"d", "ďđð"},
	{"E", "ÈÊËĒĔĖĘĚ"},
	{"e", "êëēĕėęě"},
	{"G", "ĜĞĠĢ"},
	{"g", "ĝğġģ"},
	{"H", "ĤĦ"},
	{"h", "ĥħ"},
	{"I", "ÌÍÎÏĨĪĬĮİ"},
	{"i", "íîïĩīĭįı"},
	{"J", "Ĵ"},
	{"j", "ĵ"},
	{"K", "Ķ"},
	{"k", "ķ"},
	{"L", "ĹĻĽĿŁ"},
	{"l", "ĺļľŀł"},
	{"N", "ŃŅŇ"},
	{"n", "ńņňŉ"},
	{"O", "ÒÓÔÕŌŎŐ"},
	{"o", "óôõōŏőº"},
	{"R", "ŔŖŘ"},
	{"r", "ŕŗř"},
	{"S", "ŚŜŞŠȘ"},
	{"s", "śŝşšș"},
	{"T", "ŢŤŦȚ"},
	{"t", "ţťŧț"},
	{"U", "ÙÚÛŨŪŬŮŰŲ"},
	{"u", "úûũūŭůűų"},
	{"W", "Ŵ"},
	{"w", "ŵ"},
	{"Y", "ÝŶŸ"},
	{"y", "ýÿŷ"},
	{"Z", "ŹŻŽ"},
	{"z", "źżž"},
	{"OE", "Œ"},
	{"oe", "œ"},
	{"IJ", "Ĳ"},
	{"ij", "ĳ"},
	{"TH", "Þ"},
	{"th", "þ"},
	{"SS", "ẞ"},
	{"ff", "ﬀ"},
	{"fi", "ﬁ"},
	{"fl", "ﬂ"},
	{"ffi", "ﬃ"},
	{"ffl", "ﬄ"},
}

// substitutes gives, by character, what can stand for it. It is asked only where an alphabet lacks the character.
var substitutes = newSubstitutes()

func newSubstitutes() map[rune]string {
	table := make(map[rune]string)
	for _, s := range slices.Concat(signs, baseLetters) {
		for _, from := range s.from {
			table[from] = s.to
		}
	}
	for mark := rune(0x300); mark <= 0x36F; mark++ { // what is left of a mark that nothing composes with
		table[mark] = ""
	}
	return table
}

// composed joins a letter and a separate mark, as some phones and desktops write them, into the one character of
// Latin-1 or Polish that means the same (Unicode normalization form C).
var composed = newComposed()

func newComposed() map[[2]rune]rune {
	table := make(map[[2]rune]rune)
	for _, c := range []struct {
		mark          rune
		letters, with string
	}{
		{'\u0300', "AEIOUaeiou", "ÀÈÌÒÙàèìòù"},
		{'\u0301', "AEIOUYCNSZaeiouycnsz", "ÁÉÍÓÚÝĆŃŚŹáéíóúýćńśź"},
		{'\u0302', "AEIOUaeiou", "ÂÊÎÔÛâêîôû"},
		{'\u0303', "ANOano", "ÃÑÕãñõ"},
		{'\u0307', "Zz", "Żż"},
		{'\u0308', "AEIOUaeiouy", "ÄËÏÖÜäëïöüÿ"},
		{'\u030a', "Aa", "Åå"},
		{'\u0327', "Cc", "Çç"},
		{'\u0328', "AEae", "ĄĘąę"},
	} {
		with := []rune(c.with)
		for i, letter := range []rune(c.letters) {
			table[[2]rune{letter, c.mark}] = with[i]
		}
	}
	return table
}
