/* fetch.c - see fetch.h. */
#include "run/fetch.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/url.h"
#include "base/utf8.h"
#include "run/fetch_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_LIBCURL
#include <ctype.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <strings.h>
#endif

/* One request, while it is done. */
struct transfer {
    const struct fetch_request *request;
    struct fetch_file file;
    int64_t bytes;
    int failure;       /* errno of a write */
    bool too_long;     /* there is more than was asked for */
    const char *why;   /* the file may not be written; NULL */
    struct buffer end; /* of the sentence "cannot fetch URL: " */
};

static bool is_stopped(const struct transfer *t)
{
    return atomic_load_explicit(t->request->stop, memory_order_relaxed) ||
           atomic_load_explicit(t->request->hurry, memory_order_relaxed);
}

static bool take_bytes(struct transfer *t, const char *bytes, size_t count)
{
    if ((int64_t)count > t->request->most_bytes - t->bytes) {
        t->too_long = true;
        return false;
    }
    if (t->file.to && fwrite(bytes, 1, count, t->file.to) != count) {
        t->failure = errno;
        return false;
    }
    t->bytes += (int64_t)count;
    return true;
}

/* ---- A file that a lesson reads -------------------------------------------------------------- */

static void read_of_lesson(struct transfer *t)
{
    char bytes[1 << 14];
    const char *why = NULL;
    int fd = fetch_file_of_lesson(t->request->url, t->request->bounds, &why);
    ssize_t count = fd < 0 ? -1 : 1;
    while (count > 0 && !is_stopped(t)) {
        count = read(fd, bytes, sizeof bytes);
        if (count > 0 && !take_bytes(t, bytes, (size_t)count))
            break;
    }
    if (count < 0)
        buffer_puts(&t->end, why ? why : "there is no such file, or it cannot be read");
    else if (count > 0 && !t->too_long)
        buffer_puts(&t->end, "it was stopped");
    if (fd >= 0)
        close(fd);
}

/* ---- libcurl --------------------------------------------------------------------------------- */

#ifndef HAVE_LIBCURL

static bool read_url(struct transfer *t, char **error)
{
    (void)t;
    *error = memory_copy("this thrum was built without libcurl, so it cannot fetch");
    return false;
}

#else

enum { LOOK_MS = 50 /* how soon it is seen that the thread shall stop */, MOST_REDIRECTS = 10 };

/* What is used of libcurl. */
struct library {
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    const char *(*easy_strerror)(CURLcode);
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_cleanup)(CURLM *);
    CURLMcode (*multi_add_handle)(CURLM *, CURL *);
    CURLMcode (*multi_remove_handle)(CURLM *, CURL *);
    CURLMcode (*multi_perform)(CURLM *, int *);
    CURLMcode (*multi_poll)(CURLM *, struct curl_waitfd[], unsigned, int, int *);
    CURLMsg *(*multi_info_read)(CURLM *, int *);
    CURLcode (*global_init)(long);
    CURLU *(*url)(void);
    void (*url_cleanup)(CURLU *);
    CURLUcode (*url_set)(CURLU *, CURLUPart, const char *, unsigned);
    CURLUcode (*url_get)(const CURLU *, CURLUPart, char **, unsigned);
    void (*free)(void *);
};

static bool load(struct library *l)
{
    void *handle = dlopen(CURL_SONAME, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return false;
    /* POSIX's way to turn an object pointer into a function pointer: through memory. */
    const struct {
        void *function;
        const char *name;
    } functions[] = {
        {&l->easy_init, "curl_easy_init"},
        {&l->easy_cleanup, "curl_easy_cleanup"},
        {&l->easy_setopt, "curl_easy_setopt"},
        {&l->easy_getinfo, "curl_easy_getinfo"},
        {&l->easy_strerror, "curl_easy_strerror"},
        {&l->multi_init, "curl_multi_init"},
        {&l->multi_cleanup, "curl_multi_cleanup"},
        {&l->multi_add_handle, "curl_multi_add_handle"},
        {&l->multi_remove_handle, "curl_multi_remove_handle"},
        {&l->multi_perform, "curl_multi_perform"},
        {&l->multi_poll, "curl_multi_poll"},
        {&l->multi_info_read, "curl_multi_info_read"},
        {&l->global_init, "curl_global_init"},
        {&l->url, "curl_url"},
        {&l->url_cleanup, "curl_url_cleanup"},
        {&l->url_set, "curl_url_set"},
        {&l->url_get, "curl_url_get"},
        {&l->free, "curl_free"},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *found = dlsym(handle, functions[i].name);
        if (!found)
            return false;
        memcpy(functions[i].function, &found, sizeof found);
    }
    return l->global_init(CURL_GLOBAL_DEFAULT) == 0;
}

static size_t write_bytes(char *bytes, size_t size, size_t count, void *transfer)
{
    return take_bytes(transfer, bytes, size * count) ? size * count : 0;
}

static int check_stop(void *transfer, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    return is_stopped(transfer);
}

static void set_options(const struct library *l, CURL *handle, const char *url, struct transfer *t)
{
    bool bounds = t->request->bounds;
    l->easy_setopt(handle, CURLOPT_URL, url);
    /* A server on the web may send us elsewhere on the web, but not to a file of the user's. */
#if LIBCURL_VERSION_NUM >= 0x075500
    l->easy_setopt(handle, CURLOPT_PROTOCOLS_STR, bounds ? "http,https" : "http,https,file");
    l->easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    const long web = CURLPROTO_HTTP | CURLPROTO_HTTPS;
    l->easy_setopt(handle, CURLOPT_PROTOCOLS, bounds ? web : web | CURLPROTO_FILE);
    l->easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, web);
#endif
    /* Within bounds each place that it leads to is asked for: read_within. */
    l->easy_setopt(handle, CURLOPT_FOLLOWLOCATION, bounds ? 0L : 1L);
    l->easy_setopt(handle, CURLOPT_MAXREDIRS, (long)MOST_REDIRECTS);
    l->easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
    l->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    l->easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    l->easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 30L);
    l->easy_setopt(handle, CURLOPT_TIMEOUT, t->request->most_seconds);
    l->easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, check_stop);
    l->easy_setopt(handle, CURLOPT_XFERINFODATA, t);
    l->easy_setopt(handle, CURLOPT_WRITEFUNCTION, write_bytes);
    l->easy_setopt(handle, CURLOPT_WRITEDATA, t);
    l->easy_setopt(handle, CURLOPT_USERAGENT, "thrum");
#if LIBCURL_VERSION_NUM >= 0x075700
    /* A name server that does not answer is not waited for once nobody wants to know any more. */
    l->easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#endif
}

/* Runs the transfer to its end, or until it is stopped. */
static CURLcode drive(const struct library *l, CURLM *multi, const struct transfer *t)
{
    int running = 1, left;
    while (!is_stopped(t)) {
        if (l->multi_perform(multi, &running) != CURLM_OK)
            return CURLE_FAILED_INIT;
        const CURLMsg *message = running ? NULL : l->multi_info_read(multi, &left);
        if (!running)
            return message ? message->data.result : CURLE_FAILED_INIT;
        l->multi_poll(multi, NULL, 0, LOOK_MS, NULL);
    }
    return CURLE_ABORTED_BY_CALLBACK;
}

/* By curl_multi_*, because curl_easy_perform would look at the flags once in a second. `answer`:
 * the HTTP status that the server gave, 0 for none; `next`: where it leads to, malloc'd, or NULL.
 */
static CURLcode perform(const struct library *l, const char *url, struct transfer *t, long *answer,
                        char **next)
{
    CURL *handle = l->easy_init();
    CURLM *multi = l->multi_init();
    CURLcode code = CURLE_FAILED_INIT;
    if (handle && multi) {
        set_options(l, handle, url, t);
        if (l->multi_add_handle(multi, handle) == CURLM_OK) {
            char *redirect = NULL;
            code = drive(l, multi, t);
            l->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, answer);
            l->easy_getinfo(handle, CURLINFO_REDIRECT_URL, &redirect);
            *next = redirect ? memory_copy(redirect) : NULL;
            l->multi_remove_handle(multi, handle);
        }
    }
    if (handle)
        l->easy_cleanup(handle);
    if (multi)
        l->multi_cleanup(multi);
    return code;
}

/* What a beginner meets, in the same words whatever the library's version; NULL: its own words. */
static const char *reason(CURLcode code)
{
    switch ((int)code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return "there is no such host, or no network";
    case CURLE_COULDNT_CONNECT:
        return "nobody answers there";
    case CURLE_OPERATION_TIMEDOUT:
        return "no answer came in time";
    case CURLE_TOO_MANY_REDIRECTS:
        return "it leads from one page to the next without end";
    case CURLE_PARTIAL_FILE:
        return "the answer was cut short";
    case CURLE_GOT_NOTHING:
        return "the server sent no answer";
    case CURLE_FILE_COULDNT_READ_FILE:
        return "there is no such file, or it cannot be read";
    default:
        return NULL;
    }
}

static void add_failure(const struct library *l, struct transfer *t, CURLcode code, long answer)
{
    const char *why = reason(code);
    if (code == CURLE_HTTP_RETURNED_ERROR)
        buffer_printf(&t->end, "the server answered %ld%s", answer,
                      answer == 404 ? ", there is no such page" : "");
    else if (code == CURLE_OPERATION_TIMEDOUT && t->bytes)
        buffer_printf(&t->end, "it was not whole after %ld s", t->request->most_seconds);
    else
        buffer_puts(&t->end, why ? why : l->easy_strerror(code));
}

/* The URL as libcurl takes it; the caller frees it. */
static char *absolute(const char *url, const char *folder)
{
    struct buffer out = {0};
    char *path = NULL;
    if (strncasecmp(url, "file:", 5) == 0 && url[5] != '/' && url[5] != '\0')
        path = realpath(folder ? folder : ".", NULL);
    if (!path)
        return memory_copy(url);
    buffer_puts(&out, "file://");
    for (const char *c = path; *c; c++)
        if (isalnum((unsigned char)*c) || strchr("/-._~", *c))
            buffer_putc(&out, *c);
        else
            buffer_printf(&out, "%%%02X", (unsigned)(unsigned char)*c);
    buffer_printf(&out, "/%s", url + 5);
    free(path);
    return buffer_take(&out);
}

/* ---- Within bounds --------------------------------------------------------------------------- */

/* A part of a URL as libcurl reads it, malloc'd; NULL: there is none. */
static char *part_of(const struct library *l, const CURLU *parsed, CURLUPart part)
{
    char *text = NULL;
    if (l->url_get(parsed, part, &text, 0) != CURLUE_OK)
        return NULL;
    char *copy = memory_copy(text);
    l->free(text);
    return copy;
}

/* "localhost:8000": the port where it is told. */
static char *host_of(const struct library *l, const CURLU *parsed)
{
    struct buffer out = {0};
    char *host = part_of(l, parsed, CURLUPART_HOST), *port = part_of(l, parsed, CURLUPART_PORT);
    for (const char *c = host; c && *c; c++)
        buffer_putc(&out, (char)tolower((unsigned char)*c));
    if (port && out.length)
        buffer_printf(&out, ":%s", port);
    free(host);
    free(port);
    return out.length ? buffer_take(&out) : NULL;
}

/* What is asked of the learner: without name and password, and not longer than a line. */
static char *shown_url(const struct library *l, const CURLU *parsed, const char *host)
{
    enum { LONGEST = 60 };
    struct buffer whole = {0}, out = {0};
    char *scheme = part_of(l, parsed, CURLUPART_SCHEME), *path = part_of(l, parsed, CURLUPART_PATH);
    buffer_printf(&whole, "%s://%s", scheme ? scheme : "", host);
    size_t least = whole.length;
    buffer_puts(&whole, path ? path : "");
    bool cut = whole.length > LONGEST && whole.length > least;
    buffer_cut(&whole, cut && least < LONGEST ? LONGEST : cut ? least : whole.length);
    utf8_add_visible(&out, whole.bytes, whole.length, "");
    buffer_puts(&out, cut ? "..." : "");
    buffer_free(&whole);
    free(scheme);
    free(path);
    return buffer_take(&out);
}

/* The URL as it is read here, so that libcurl cannot read it otherwise, once its host may be asked;
 * NULL: it may not, which t->end says. */
static char *permitted(const struct library *l, struct transfer *t, const char *url)
{
    const struct fetch_bounds *bounds = t->request->bounds;
    CURLU *parsed = l->url();
    char *host = NULL, *shown = NULL, *clean = NULL, *why_not = NULL, *scheme = NULL;
    if (parsed && l->url_set(parsed, CURLUPART_URL, url, CURLU_GUESS_SCHEME) == CURLUE_OK)
        host = host_of(l, parsed);
    scheme = host ? part_of(l, parsed, CURLUPART_SCHEME) : NULL;
    if (!scheme || (strcasecmp(scheme, "http") != 0 && strcasecmp(scheme, "https") != 0)) {
        buffer_puts(&t->end, "a lesson gets http: and https: alone");
    } else {
        shown = shown_url(l, parsed, host);
        if (bounds->may(bounds->context, host, shown, &why_not))
            clean = part_of(l, parsed, CURLUPART_URL);
        else
            buffer_puts(&t->end, why_not);
    }
    if (parsed)
        l->url_cleanup(parsed);
    free(scheme);
    free(host);
    free(shown);
    free(why_not);
    return clean;
}

static void read_within(const struct library *l, struct transfer *t)
{
    char *next = memory_copy(t->request->url);
    for (int turn = 0; next; turn++) {
        long answer = 0;
        char *url = permitted(l, t, next);
        free(next);
        next = NULL;
        if (!url)
            return;
        fetch_file_rewind(&t->file);
        t->bytes = 0;
        CURLcode code = perform(l, url, t, &answer, &next);
        free(url);
        if (code == CURLE_OK && next && turn == MOST_REDIRECTS)
            code = CURLE_TOO_MANY_REDIRECTS;
        if (code != CURLE_OK) {
            add_failure(l, t, code, answer);
            free(next);
            return;
        }
    }
}

static const struct library *loaded_library(void)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static struct library library;
    static bool loaded;
    pthread_mutex_lock(&mutex);
    if (!loaded)
        loaded = load(&library);
    bool usable = loaded;
    pthread_mutex_unlock(&mutex);
    return usable ? &library : NULL;
}

/* False if it cannot be tried at all. */
static bool read_url(struct transfer *t, char **error)
{
    const struct library *l = loaded_library();
    if (!l) {
        *error = memory_copy("fetch needs libcurl (" CURL_SONAME "), which is not installed");
        return false;
    }
    if (t->request->bounds) {
        read_within(l, t);
        return true;
    }
    char *from = absolute(t->request->url, t->request->folder), *next = NULL;
    long answer = 0;
    CURLcode code = perform(l, from, t, &answer, &next);
    if (code != CURLE_OK)
        add_failure(l, t, code, answer);
    free(from);
    free(next);
    return true;
}

#endif

/* ---- From outside ---------------------------------------------------------------------------- */

static void add_limit(struct buffer *out, int64_t most)
{
    if (most % (1 << 20) == 0)
        buffer_printf(out, "it is longer than %" PRId64 " MiB, the most that is got", most >> 20);
    else
        buffer_printf(out, "it is longer than %" PRId64 " bytes, the most that is got", most);
}

static char *failure(struct transfer *t)
{
    const struct fetch_request *r = t->request;
    struct buffer message = {0};
    if (t->why || t->failure) {
        const char *file = r->file ? r->file : "";
        buffer_puts(&message, "cannot write ");
        url_add_without_password(&message, file, strlen(file));
        buffer_printf(&message, ": %s", t->why ? t->why : strerror(t->failure));
    } else if (t->too_long || t->end.length) {
        buffer_puts(&message, "cannot fetch ");
        url_add_shown(&message, r->url, strlen(r->url));
        buffer_puts(&message, ": ");
        if (t->too_long)
            add_limit(&message, r->most_bytes);
        else
            buffer_puts(&message, buffer_text(&t->end));
    }
    return message.length ? buffer_take(&message) : NULL;
}

int64_t fetch(const struct fetch_request *request, char **error)
{
    struct transfer t = {.request = request, .file = {.folder = -1}};
    bool tried = true;
    *error = NULL;
    if (request->file && !fetch_file_open(&t.file, request->file, request->bounds, &t.why))
        t.failure = errno;
    else if (request->bounds && fetch_is_file(request->url))
        read_of_lesson(&t);
    else
        tried = read_url(&t, error);
    bool good = tried && !t.why && !t.failure && !t.too_long && !t.end.length;
    if (!fetch_file_close(&t.file, good) && good)
        t.failure = errno;
    if (tried)
        *error = failure(&t);
    buffer_free(&t.end);
    return *error ? -1 : t.bytes;
}
