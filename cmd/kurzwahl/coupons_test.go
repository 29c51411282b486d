package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCouponsAreImportedOnceEach(t *testing.T) {
	t.Parallel()
	cfg, file := configFile(t), filepath.Join(t.TempDir(), "codes.csv")
	if err := os.WriteFile(file, []byte("code;note\nAA-1;x\nAA-2;y\nAA-1;z\nÄÖ;w\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, []string{"coupons", "import", "thanks", file, "--dry-run", "--config", cfg}, "up to 2 codes", "line 4 left out", "line 5 left out")
	says(t, []string{"coupons", "import", "thanks", file, "--config", cfg}, "Taken in: 2 codes; 0 were", "Left out: 2", `WARNING: no [[survey]] has coupon_pool = "thanks"`)
	says(t, []string{"coupons", "import", "thanks", file, "--config", cfg}, "Taken in: 0 codes; 2 were")
	says(t, []string{"coupons", "list", "--config", cfg}, "thanks: 2 of 2 codes left")
}
