package workspace

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// maxFile is the largest file that is taken, in bytes.
const maxFile = 32 << 20

// storedFile is an uploaded file with its content; data is nil until it has been uploaded.
type storedFile struct {
	File
	data   []byte
	upload string // the id of its upload address
	shared bool
}

// uploadURL answers files.getUploadURLExternal.
func (s *Server) uploadURL(c *call) (Object, error) {
	name, length := c.text("filename"), c.number("length", 0)
	if name == "" || length <= 0 {
		return nil, refuse("invalid_arguments", "[ERROR] missing required field: filename and length")
	}
	if length > maxFile {
		return nil, refuse("file_upload_size_restricted")
	}
	f := s.newFile(path.Base(name), s.bot().ID)
	f.AltText, f.upload, f.Size = c.text("alt_txt"), newSecret(), int64(length)
	return Object{"upload_url": s.base(c.request) + "/upload/" + f.upload, "file_id": f.ID}, nil
}

// newFile makes place for a file.
func (s *Server) newFile(name, user string) *storedFile {
	now := s.config.Clock.Now().Unix()
	ext := strings.TrimPrefix(path.Ext(name), ".")
	kind, _, _ := mime.ParseMediaType(mime.TypeByExtension("." + ext))
	if kind == "" {
		kind = "application/octet-stream"
	}
	id := newID("F")
	at := s.address() + "/files-pri/" + id + "/" + url.PathEscape(name)
	f := &storedFile{File: File{
		ID: id, Created: now, Timestamp: now, Name: name, Title: name, Mimetype: kind, Filetype: ext,
		PrettyType: strings.ToUpper(ext), User: user, Mode: "hosted", URLPrivate: at, URLPrivateDownload: at, Permalink: at,
	}}
	s.files[id] = f
	return f
}

// serveUpload takes a file's content at its upload address, as the whole body or as a form's file.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	data, err := readUpload(w, r)
	if err != nil {
		http.Error(w, "the file cannot be read", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.files {
		if f.upload != r.PathValue("id") || f.data != nil {
			continue
		}
		if int64(len(data)) != f.Size {
			http.Error(w, "the length is not the one announced", http.StatusBadRequest)
			return
		}
		f.data = data
		_, _ = io.WriteString(w, "OK - "+strconv.Itoa(len(data)))
		return
	}
	http.Error(w, "the upload address is unknown or was used", http.StatusNotFound)
}

// readUpload reads the content of an upload.
func readUpload(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body := io.Reader(http.MaxBytesReader(w, r.Body, maxFile+1<<20))
	if kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" && params["boundary"] != "" {
		r.Body = io.NopCloser(body)
		parts, err := r.MultipartReader()
		if err != nil {
			return nil, fmt.Errorf("open form: %w", err)
		}
		for {
			part, err := parts.NextPart()
			if err != nil {
				return nil, fmt.Errorf("find file in form: %w", err)
			}
			if part.FileName() != "" || part.FormName() == "file" {
				body = part
				break
			}
		}
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	return data, nil
}

// completeUpload answers files.completeUploadExternal: it shares uploaded files in a channel, or keeps them.
func (s *Server) completeUpload(c *call) (Object, error) {
	var wanted []struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	if err := c.decode("files", &wanted); err != nil || len(wanted) == 0 {
		return nil, refuse("invalid_arguments", "[ERROR] missing required field: files")
	}
	var done []File
	for _, want := range wanted {
		f, ok := s.files[want.ID]
		if !ok || f.data == nil || f.shared {
			return nil, refuse("file_not_found")
		}
		if want.Title != "" {
			f.Title = want.Title
		}
		done = append(done, f.File)
	}
	if err := s.shareFiles(c, done); err != nil {
		return nil, err
	}
	return Object{"files": done}, nil
}

// shareFiles posts files where the call wants them, if it says so.
func (s *Server) shareFiles(c *call, files []File) error {
	to := c.text("channel_id")
	if to == "" && len(c.list("channels")) > 0 {
		to = c.list("channels")[0]
	}
	if to != "" {
		r, err := s.target(&call{args: args{"channel": c.quoted(to)}, request: c.request})
		if err != nil {
			return err
		}
		a := args{"text": c.quoted(c.text("initial_comment")), "blocks": c.args["blocks"]}
		if len(a["blocks"]) == 0 {
			delete(a, "blocks")
		}
		m, err := s.content(a)
		if err != nil && err.Error() != "no_text" {
			return err
		}
		m.Subtype, m.Upload, m.Files, m.ThreadTS = "file_share", true, files, c.text("thread_ts")
		s.post(r, m)
	}
	for _, f := range files {
		s.files[f.ID].shared = true
	}
	return nil
}

// fileInfo answers files.info.
func (s *Server) fileInfo(c *call) (Object, error) {
	f, ok := s.files[c.text("file")]
	if !ok || f.data == nil {
		return nil, refuse("file_not_found")
	}
	return Object{"file": f.File, "comments": []Object{}, "response_metadata": Object{"next_cursor": ""}}, nil
}

// serveFile gives a file's content to the page and to the app.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	var f storedFile
	s.mu.Lock()
	if stored, ok := s.files[r.PathValue("id")]; ok {
		f = *stored
	}
	s.mu.Unlock()
	if f.data == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.Mimetype)
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(f.data)
}
