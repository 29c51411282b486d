package bench

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
	"time"
)

// usage is what this process has used of the machine since it was made.
type usage struct {
	began time.Time
	cpu   time.Duration
}

// newUsage begins to measure. The peak of memory is measured from here on where the system lets it be reset; else it is
// that of the whole process.
func newUsage() usage {
	// Only Linux has the file, and not everybody may write it: proc(5), clear_refs, 5. Without it the figure is larger.
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
	return usage{began: time.Now(), cpu: processorTime()}
}

func (u usage) cpuSeconds() float64 { return (processorTime() - u.cpu).Seconds() }

// processorTime is that of all threads, in the program and in the kernel for it.
func processorTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// peakMB is the most memory that was resident at once, in MiB: VmHWM where there is /proc, else what getrusage says.
func peakMB() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err == nil {
		for line := range bytes.Lines(status) {
			words := bytes.Fields(line)
			if len(words) > 1 && string(words[0]) == "VmHWM:" {
				if kib, err := strconv.ParseFloat(string(words[1]), 64); err == nil {
					return kib / 1024
				}
			}
		}
	}
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return float64(r.Maxrss) / 1024
}
