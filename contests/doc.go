// Package contests is entries of contests, their windows and terms, and the draw that anybody can check.
//
// A draw has three steps, and each is published before the next is possible: the commitment to a secret while entries
// still come in, the frozen list of entries, and the places. The last two are one JSON Document that names nobody,
// from which alone Verify works out everything again. Nothing here is random: whoever calls brings the secrets.
package contests
