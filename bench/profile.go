package bench

import (
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
)

// Profile says where profiles of what is measured go, for go tool pprof; "" writes none. Of several runs the last one
// stays.
type Profile struct {
	CPU    string
	Allocs string
}

// begin starts the CPU profile. end stops it, and writes that of the allocations; it is called once.
func (p *Profile) begin() (end func() error, err error) {
	if p == nil || *p == (Profile{}) {
		return func() error { return nil }, nil
	}
	var cpu *os.File
	if p.CPU != "" {
		if cpu, err = os.Create(p.CPU); err != nil {
			return nil, fmt.Errorf("write profile: %w", err)
		}
		if err := pprof.StartCPUProfile(cpu); err != nil {
			return nil, errors.Join(fmt.Errorf("write profile: %w", err), cpu.Close())
		}
	}
	return func() error {
		var stopped error
		if cpu != nil {
			pprof.StopCPUProfile()
			stopped = cpu.Close()
		}
		return errors.Join(stopped, p.writeAllocs())
	}, nil
}

func (p *Profile) writeAllocs() error {
	if p.Allocs == "" {
		return nil
	}
	f, err := os.Create(p.Allocs)
	if err != nil {
		return fmt.Errorf("write profile: %w", err)
	}
	return errors.Join(pprof.Lookup("allocs").WriteTo(f, 0), f.Close())
}
