package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"
)

var (
	callingCode = regexp.MustCompile(`^\+\d{1,7}$`)
	numbering   = regexp.MustCompile(`^[0-6]/(\d|1[0-8])$`)
)

func (s SMSC) check(p *problems) {
	key := fmt.Sprintf("smsc %q: ", s.Name)
	p.listen(key+"address", s.Address)
	p.require(key+"system_id", s.SystemID, "the operator gives it with the account")
	p.require(key+"source", s.Source, "the number or name that customers see")
	// SMPP 3.4 sections 4.1.1 and 4.4.1: the fields' sizes include the closing NUL.
	p.octets(key+"system_id", s.SystemID, 15)
	p.octets(key+"password", s.Password, 8)
	p.octets(key+"system_type", s.SystemType, 12)
	p.octets(key+"service_type", s.ServiceType, 5)
	p.octets(key+"source", s.Source, 20)
	p.oneOf(key+"mode", s.Mode, "transceiver", "split")
	p.oneOf(key+"alphabet", s.Alphabet, "gsm", "latin1")
	p.oneOf(key+"long_messages", s.LongMessages, "udh8", "udh16", "sar", "payload")
	p.oneOf(key+"id_format", s.IDFormat, "auto", "raw", "hex", "decimal")
	p.upTo(key+"binds", s.Binds, 16)
	p.upTo(key+"window", s.Window, 1000)
	p.upTo(key+"enquire_seconds", s.EnquireSeconds, 3600)
	p.upTo(key+"failover_seconds", s.FailoverSeconds, 3600)
	if !(s.Rate > 0 && s.Rate <= 1e6) {
		p.add("%srate is %v: it must be more than 0 parts a second, and at most 1000000", key, s.Rate)
	}
	for _, prefix := range s.Countries {
		if !callingCode.MatchString(prefix) {
			p.add(`%scountries has %q: write a calling code such as "+49"`, key, prefix)
		}
	}
	s.checkTLS(p, key)
	s.checkTables(p, key)
}

func (s SMSC) checkTLS(p *problems, key string) {
	if (s.CertFile == "") != (s.KeyFile == "") {
		p.add("%scert_file and key_file belong together: one of them is missing", key)
	}
	if !s.TLS && (s.CAFile != "" || s.CertFile != "" || s.ServerName != "") {
		p.add("%sca_file, cert_file and server_name mean nothing without tls = true", key)
	}
}

// checkTables looks at what the SMSC does in its own way.
func (s SMSC) checkTables(p *problems, key string) {
	if _, err := time.LoadLocation(s.ReceiptZone); err != nil || s.ReceiptZone == "Local" {
		p.add(`%sreceipt_zone is %q: write a name such as "Europe/Berlin"`, key, s.ReceiptZone)
	}
	for _, kind := range slices.Sorted(maps.Keys(s.Numbering)) {
		p.oneOf(key+"a key of numbering", kind, "number", "short_code", "name")
		if !numbering.MatchString(s.Numbering[kind]) {
			p.add(`%snumbering has %q for %s: write type and plan of number such as "3/0"`, key, s.Numbering[kind], kind)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(s.Statuses)) {
		if status, err := strconv.ParseUint(code, 0, 32); err != nil || status == 0 {
			p.add(`%sstatuses has %q: write the code of an error such as "0x0400"`, key, code)
		}
		p.oneOf(fmt.Sprintf("%sstatuses, %s", key, code), s.Statuses[code], "throttled", "transient", "recipient", "sender", "content")
	}
}
