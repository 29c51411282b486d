package e2e_test

import (
	"bytes"
	"encoding/json"
	"net/http"

	"kurzwahl/message"
)

// ships has the sample shop report an order as shipped, as the button on the page does.
func (h *house) ships(number string) (order string, phone message.Address) {
	h.t.Helper()
	status, body := h.posts("demo/ship", map[string]string{"order": number})
	if status != http.StatusOK {
		h.t.Fatalf("order %s cannot be shipped: %d %v", number, status, body)
	}
	return body["order"], message.Address(body["phone"])
}

// refusedToShip tries to ship an order that is shipped already.
func (h *house) refusedToShip(number string) {
	h.t.Helper()
	if status, body := h.posts("demo/ship", map[string]string{"order": number}); status != http.StatusBadRequest {
		h.t.Errorf("shipping %s twice gave %d %v, want 400", number, status, body)
	}
}

func (h *house) posts(path string, body any) (status int, answer map[string]string) {
	h.t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		h.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.demo.Address()+path, bytes.NewReader(encoded))
	if err != nil {
		h.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		h.t.Fatal(err)
	}
	return response.StatusCode, answer
}

// visits opens a link as a person's phone does and gives where it leads.
func (h *house) visits(link string) string {
	h.t.Helper()
	request, err := http.NewRequestWithContext(h.ctx, http.MethodGet, link, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	request.Header.Set("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	return response.Header.Get("Location")
}
