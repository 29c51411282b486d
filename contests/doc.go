// Package contests is entries of contests, their windows and terms, and the draw that anybody can check.
package contests
