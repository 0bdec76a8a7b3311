/* fetch.c - see fetch.h. */
#include "run/fetch.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef HAVE_LIBCURL

int64_t fetch(const char *url, const char *file, const atomic_bool *stop, const atomic_bool *hurry,
              char **error)
{
    (void)url, (void)file, (void)stop, (void)hurry;
    *error = memory_copy("this thrum was built without libcurl, so it cannot fetch");
    return -1;
}

#else

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>

/* What is used of libcurl. */
struct library {
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_perform)(CURL *);
    const char *(*easy_strerror)(CURLcode);
    CURLcode (*global_init)(long);
};

static bool load(struct library *l)
{
    void *handle = dlopen(CURL_SONAME, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return false;
    /* POSIX's way to turn an object pointer into a function pointer: through memory. */
    *(void **)&l->easy_init = dlsym(handle, "curl_easy_init");
    *(void **)&l->easy_cleanup = dlsym(handle, "curl_easy_cleanup");
    *(void **)&l->easy_setopt = dlsym(handle, "curl_easy_setopt");
    *(void **)&l->easy_perform = dlsym(handle, "curl_easy_perform");
    *(void **)&l->easy_strerror = dlsym(handle, "curl_easy_strerror");
    *(void **)&l->global_init = dlsym(handle, "curl_global_init");
    return l->easy_init && l->easy_cleanup && l->easy_setopt && l->easy_perform &&
           l->easy_strerror && l->global_init && l->global_init(CURL_GLOBAL_DEFAULT) == 0;
}

struct transfer {
    FILE *to;
    int64_t bytes;
    const atomic_bool *stop, *hurry;
    int failure; /* errno of a write */
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

static int check_stop(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    const struct transfer *t = context;
    return atomic_load_explicit(t->stop, memory_order_relaxed) ||
           atomic_load_explicit(t->hurry, memory_order_relaxed);
}

static CURLcode perform(const struct library *l, const char *url, struct transfer *t)
{
    CURL *handle = l->easy_init();
    if (!handle)
        return CURLE_FAILED_INIT;
    l->easy_setopt(handle, CURLOPT_URL, url);
    l->easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https,file");
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
    CURLcode code = l->easy_perform(handle);
    l->easy_cleanup(handle);
    return code;
}

/* A file beside the one wanted, so that half a page never stands under its name. What is no
 * ordinary file, such as /dev/null, is written to as it is: then `path` stays empty. */
static FILE *open_beside(const char *file, struct buffer *path)
{
    struct stat status;
    if (stat(file, &status) == 0 && !S_ISREG(status.st_mode))
        return fopen(file, "we");
    buffer_printf(path, "%s.XXXXXX", file);
    int fd = mkostemp(path->bytes, O_CLOEXEC);
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

int64_t fetch(const char *url, const char *file, const atomic_bool *stop, const atomic_bool *hurry,
              char **error)
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
    CURLcode code = CURLE_OK;
    if (file && !(t.to = open_beside(file, &beside)))
        t.failure = errno;
    else
        code = perform(&library, url, &t);
    if (t.to && !finish_file(&t, file, buffer_text(&beside), code == CURLE_OK) && !t.failure)
        code = code == CURLE_OK ? CURLE_WRITE_ERROR : code;
    if (t.failure)
        buffer_printf(&message, "cannot write %s: %s", file ? file : "", strerror(t.failure));
    else if (code != CURLE_OK)
        buffer_printf(&message, "cannot fetch %s: %s", url, library.easy_strerror(code));
    buffer_free(&beside);
    if (!message.length)
        return t.bytes;
    *error = buffer_take(&message);
    return -1;
}

#endif
