package demo_test

import (
	"log/slog"
	"strings"
	"testing"

	"kurzwahl/demo"
)

func TestSecondDemoLeavesTheFirstOnesDatabaseAlone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	config := demo.Config{Listen: "127.0.0.1:0", Folder: folder, Logger: slog.New(slog.DiscardHandler)}
	first, err := demo.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Service().Close() }()
	if second, err := demo.New(t.Context(), config); err == nil || !strings.Contains(err.Error(), "--data") {
		t.Fatalf("a second demo in the folder gave %v, %v, want a word about --data", second, err)
	}
	orders, err := first.Service().Store().Orders(t.Context(), 100)
	if err != nil || len(orders) < 20 {
		t.Errorf("the first demo has %d orders left, %v", len(orders), err)
	}
}
