package config

import _ "embed"

// Template is a commented config file with every setting, for `kurzwahl init`.
//
//go:embed template.toml
var Template string
