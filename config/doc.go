// Package config reads the one TOML file, and the secrets that may stand outside of it, into a checked Config.
// A setting that is wrong is refused at start, all of them at once, each with the key, what is wrong and what to do.
package config
