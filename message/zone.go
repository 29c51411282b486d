package message

import "github.com/nyaruka/phonenumbers"

// Zones gives the names of the time zones (IANA) that the number's prefix is used in: one for most countries,
// several where the prefix does not tell, none for what is no phone number. The slice must not be changed.
func (a Address) Zones() []string {
	if a.Kind() != Phone {
		return nil
	}
	zones, err := phonenumbers.GetTimezonesForPrefix(string(a))
	if err != nil || len(zones) == 1 && zones[0] == phonenumbers.UNKNOWN_TIMEZONE {
		return nil
	}
	return zones
}
