package smsc_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
)

// ask sends a request and decodes the answer.
func ask(t *testing.T, method, url, body string) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(within(t), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var decoded map[string]any
	if err := json.NewDecoder(response.Body).Decode(&decoded); err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	return response.StatusCode, decoded
}

func TestPhonesOverHTTP(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	page := httptest.NewServer(http.StripPrefix("/smsc", server.Handler()))
	t.Cleanup(page.Close)
	base := page.URL + "/smsc"
	events := follow(t, base+"/events")
	e := bound(t, server, pdu.BindTransceiver)

	server.Phone(customer).SetName("Erika")
	_, sent := ask(t, "POST", base+"/phones/"+string(customer)+"/send", `{"to":"72100","text":"Hallo"}`)
	if sent["id"] == nil {
		t.Fatalf("send answers %v", sent)
	}
	if got := events(); got.Type != "message" || got.Message.ID != sent["id"] || got.Message.Direction != "sent" {
		t.Errorf("event %+v, want the message %v", got, sent["id"])
	}
	e.delivered(pdu.StatusOK)
	if got := events(); got.Type != "status" || got.ID != sent["id"] || got.Status != "delivered" {
		t.Errorf("event %+v, want that %v was delivered", got, sent["id"])
	}
	e.submits(text("Guten Tag"))
	if got := events(); got.Message.Text != "Guten Tag" || got.Number != string(customer) {
		t.Errorf("event %+v, want the answer", got)
	}
	_, list := ask(t, "GET", base+"/phones/"+string(customer)+"/messages", "")
	if messages, _ := list["messages"].([]any); len(messages) != 2 {
		t.Errorf("messages %v", list)
	}
	_, phones := ask(t, "GET", base+"/phones", "")
	first, _ := phones["phones"].([]any)[0].(map[string]any)
	if first["number"] != string(customer) || first["name"] != "Erika" || first["last_at"] == nil || first["state"] != "on" {
		t.Errorf("phones %v", phones)
	}
	if _, log := ask(t, "GET", base+"/log?since=1", ""); len(log["entries"].([]any)) < 3 {
		t.Errorf("log %v", log)
	}
	if _, stats := ask(t, "GET", base+"/stats", ""); stats["accepted"] != 1.0 || stats["binds"] != 1.0 {
		t.Errorf("stats %v", stats)
	}
}

func TestFaultsOverHTTP(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	page := httptest.NewServer(server.Handler())
	t.Cleanup(page.Close)
	_, got := ask(t, "POST", page.URL+"/faults", `{"kind":"latency","delay_ms":250,"count":3}`)
	fault, _ := got["faults"].([]any)[0].(map[string]any)
	if fault["kind"] != "latency" || fault["delay_ms"] != 250.0 || fault["count"] != 3.0 {
		t.Errorf("in force: %v", got)
	}
	if _, got := ask(t, "DELETE", page.URL+"/faults", ""); len(got["faults"].([]any)) != 0 {
		t.Errorf("after DELETE: %v", got)
	}
	for path, body := range map[string]string{
		"/faults":                `{"kind":"fire"}`,
		"/faults?":               `{"kind":"lost","colour":1}`,
		"/phones/+491/state":     `{"state":"drunk"}`,
		"/phones/+491/send":      `{"to":"","text":"x"}`,
		"/phones/+491/send?":     `nonsense`,
		"/phones/+491711/send?x": `{"to":"123456789012345678901","text":"x"}`,
		"/phones/+491711/send?y": `{"to":"72100","text":"x","joining":"glue"}`,
		"/phones/+491711/send?z": `{"to":"72100","text":"x","order":[2]}`,
		"/phones/+491711/raw":    `{"to":"72100","hex":"0"}`,
		"/phones/+491711/raw?x":  `{"to":"72100","tlvs_hex":"0424ffff"}`,
	} {
		if code, got := ask(t, "POST", page.URL+path, body); code != http.StatusBadRequest || got["error"] == "" {
			t.Errorf("POST %s %s: %d %v", path, body, code, got)
		}
	}
	ask(t, "POST", page.URL+"/phones/+491/state", `{"state":"off"}`)
	if code, _ := ask(t, "POST", page.URL+"/phones/+491/send", `{"to":"72100","text":"x"}`); code != http.StatusBadRequest {
		t.Errorf("a phone that is off sends: %d", code)
	}
	r := httptest.NewRequest("POST", "/faults", strings.NewReader(`{"kind":"down"}`))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("a request of another site's page: %d", w.Code)
	}
}

func TestWhatGoesOverTheWireIsChosenOverHTTP(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	page := httptest.NewServer(server.Handler())
	t.Cleanup(page.Close)
	e := bound(t, server, pdu.BindTransceiver)
	long := strings.Repeat("0123456789", 20)
	ask(t, "POST", page.URL+"/phones/"+string(customer)+"/send", `{"to":"72100","text":"`+long+`","joining":"udh16","alphabet":"latin1","order":[2,1,2]}`)
	for _, part := range []byte{2, 1, 2} {
		if got := e.delivered(pdu.StatusOK); got.DataCoding != 3 || len(got.ShortMessage) < 7 || got.ShortMessage[1] != 8 || got.ShortMessage[6] != part {
			t.Errorf("got %+v, want part %d", got, part)
		}
	}
	ask(t, "POST", page.URL+"/phones/"+string(customer)+"/raw", `{"to":"72100","esm_class":64,"data_coding":4,"hex":"0900ff","tlvs_hex":"02040002abcd"}`)
	got := e.delivered(pdu.StatusOK)
	if got.ESMClass != 64 || got.DataCoding != 4 || string(got.ShortMessage) != "\x09\x00\xff" || string(got.TLVs) != "\x02\x04\x00\x02\xab\xcd" {
		t.Errorf("got %+v", got)
	}
}

func TestLogIsWaitedForOverHTTP(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	page := httptest.NewServer(server.Handler())
	t.Cleanup(page.Close)
	if _, got := ask(t, "GET", page.URL+"/log?wait_ms=1", ""); len(got["entries"].([]any)) != 0 {
		t.Errorf("nothing has happened: %v", got)
	}
	bound(t, server, pdu.BindTransceiver)
	ctx := within(t)
	sent := make(chan error, 1)
	go func() { sent <- server.Phone(customer).Send(ctx, shop, "x") }()
	if _, got := ask(t, "GET", page.URL+"/log?since=1&wait_ms=60000", ""); len(got["entries"].([]any)) == 0 {
		t.Errorf("got %v", got)
	}
	if err := <-sent; err != nil {
		t.Error(err)
	}
	for _, query := range []string{"since=x", "wait_ms=-1"} {
		if code, _ := ask(t, "GET", page.URL+"/log?"+query, ""); code != http.StatusBadRequest {
			t.Errorf("%s: %d", query, code)
		}
	}
}

type event struct {
	Type, Number, ID, Status string
	Message                  struct{ ID, Direction, Text string }
}

// follow gives a function that waits for the next event.
func follow(t *testing.T, url string) func() event {
	t.Helper()
	r, err := http.NewRequestWithContext(within(t), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	lines := bufio.NewScanner(response.Body)
	lines.Scan() // the greeting: from here on nothing is missed
	return func() event {
		t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var e event
				if err := json.Unmarshal([]byte(data), &e); err != nil {
					t.Fatalf("event %q: %v", data, err)
				}
				return e
			}
		}
		t.Fatalf("the events ended: %v", lines.Err())
		return event{}
	}
}
