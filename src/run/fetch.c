/* fetch.c - see fetch.h. */
#include "run/fetch.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef HAVE_LIBCURL

int64_t fetch(const char *url, const char *folder, const char *file, const atomic_bool *stop,
              const atomic_bool *hurry, char **error)
{
    (void)url, (void)folder, (void)file, (void)stop, (void)hurry;
    *error = memory_copy("this thrum was built without libcurl, so it cannot fetch");
    return -1;
}

#else

#include <ctype.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>

enum { LOOK_MS = 50 }; /* how soon it is seen that the thread shall stop */

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
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *found = dlsym(handle, functions[i].name);
        if (!found)
            return false;
        memcpy(functions[i].function, &found, sizeof found);
    }
    return l->global_init(CURL_GLOBAL_DEFAULT) == 0;
}

struct transfer {
    FILE *to;
    int64_t bytes;
    const atomic_bool *stop, *hurry;
    int failure; /* errno of a write */
    long answer; /* the HTTP status that the server gave; 0: none */
};

static size_t take_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    if (t->to && fwrite(bytes, size, count, t->to) != count) {
        t->failure = errno;
        return 0;
    }
    t->bytes += (int64_t)(size * count);
    return size * count;
}

static bool is_stopped(const struct transfer *t)
{
    return atomic_load_explicit(t->stop, memory_order_relaxed) ||
           atomic_load_explicit(t->hurry, memory_order_relaxed);
}

static int check_stop(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    return is_stopped(context);
}

static void set_options(const struct library *l, CURL *handle, const char *url, struct transfer *t)
{
    l->easy_setopt(handle, CURLOPT_URL, url);
    /* A server on the web may send us elsewhere on the web, but not to a file of the user's. */
#if LIBCURL_VERSION_NUM >= 0x075500
    l->easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https,file");
    l->easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    l->easy_setopt(handle, CURLOPT_PROTOCOLS,
                   (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS | CURLPROTO_FILE));
    l->easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    l->easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
    l->easy_setopt(handle, CURLOPT_MAXREDIRS, 10L);
    l->easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
    l->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    l->easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    l->easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 30L);
    l->easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, check_stop);
    l->easy_setopt(handle, CURLOPT_XFERINFODATA, t);
    l->easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_bytes);
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

/* By curl_multi_*, because curl_easy_perform would look at the flags once in a second. */
static CURLcode perform(const struct library *l, const char *url, struct transfer *t)
{
    CURL *handle = l->easy_init();
    CURLM *multi = l->multi_init();
    CURLcode code = CURLE_FAILED_INIT;
    if (handle && multi) {
        set_options(l, handle, url, t);
        if (l->multi_add_handle(multi, handle) == CURLM_OK) {
            code = drive(l, multi, t);
            l->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &t->answer);
            l->multi_remove_handle(multi, handle);
        }
    }
    if (handle)
        l->easy_cleanup(handle);
    if (multi)
        l->multi_cleanup(multi);
    return code;
}

/* A file beside the one wanted, so that half a page never stands under its name. What is no
 * ordinary file, such as /dev/null, is written to as it is: then `path` stays empty. A pipe that
 * nobody reads is not waited for. */
static FILE *open_beside(const char *file, struct buffer *path)
{
    struct stat status;
    int fd;
    if (stat(file, &status) == 0 && !S_ISREG(status.st_mode)) {
        fd = open(file, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    } else {
        buffer_printf(path, "%s.%d.part", file, (int)gettid());
        fd = open(path->bytes, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    }
    return fd < 0 ? NULL : fdopen(fd, "w");
}

static bool finish_file(struct transfer *t, const char *file, const char *beside, bool good)
{
    if (fclose(t->to) != 0 && good) {
        t->failure = errno;
        good = false;
    }
    if (good && beside[0] && rename(beside, file) != 0) {
        t->failure = errno;
        good = false;
    }
    if (!good && beside[0])
        unlink(beside);
    return good;
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

static void add_failure(const struct library *l, struct buffer *message, const char *url,
                        CURLcode code, long answer)
{
    const char *why = reason(code);
    buffer_printf(message, "cannot fetch %s: ", url);
    if (code == CURLE_HTTP_RETURNED_ERROR)
        buffer_printf(message, "the server answered %ld%s", answer,
                      answer == 404 ? ", there is no such page" : "");
    else
        buffer_puts(message, why ? why : l->easy_strerror(code));
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

int64_t fetch(const char *url, const char *folder, const char *file, const atomic_bool *stop,
              const atomic_bool *hurry, char **error)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static struct library library;
    static bool loaded;
    pthread_mutex_lock(&mutex);
    if (!loaded)
        loaded = load(&library);
    bool usable = loaded;
    pthread_mutex_unlock(&mutex);
    if (!usable) {
        *error = memory_copy("fetch needs libcurl (" CURL_SONAME "), which is not installed");
        return -1;
    }
    struct transfer t = {.stop = stop, .hurry = hurry};
    struct buffer beside = {0}, message = {0};
    char *from = absolute(url, folder);
    CURLcode code = CURLE_OK;
    if (file && !(t.to = open_beside(file, &beside)))
        t.failure = errno;
    else
        code = perform(&library, from, &t);
    if (t.to && !finish_file(&t, file, buffer_text(&beside), code == CURLE_OK) && !t.failure)
        code = code == CURLE_OK ? CURLE_WRITE_ERROR : code;
    if (t.failure)
        buffer_printf(&message, "cannot write %s: %s", file ? file : "", strerror(t.failure));
    else if (code != CURLE_OK)
        add_failure(&library, &message, url, code, t.answer);
    buffer_free(&beside);
    free(from);
    if (!message.length)
        return t.bytes;
    *error = buffer_take(&message);
    return -1;
}

#endif
