/* server.c - a web server of misfortunes for tests, on the loopback address alone.
 *
 *     server COMMAND [ARGUMENT...]
 *
 * Runs the command with WEB=http://127.0.0.1:PORT and CLOSED=http://127.0.0.1:PORT2, where nobody
 * listens, in its environment; serves until the command has ended, and exits as it did. What is at
 * which path is in `pages` below. One connection after the other is answered, those that have to
 * wait are kept. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KEPT_MOST = 64, BIG = 50 << 20, REQUEST_LONGEST = 8192 };

struct server {
    int listener;
    int kept[KEPT_MOST];  /* connections that are left without an answer */
    bool held[KEPT_MOST]; /* beside it: until /release */
    size_t kept_count;
    bool released;
    bool halved; /* somebody has had the half of /half since /asked was looked at */
};

static void die(const char *what)
{
    fprintf(stderr, "server: %s: %s\n", what, strerror(errno));
    exit(99);
}

/* Binds a socket to a port of its own and puts its address into the environment. */
static int make_socket(const char *variable, bool listens)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    char url[64];
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) < 0 ||
        (listens && listen(fd, 64) < 0))
        die("cannot make a socket");
    snprintf(url, sizeof url, "http://127.0.0.1:%d", (int)ntohs(address.sin_port));
    setenv(variable, url, 1);
    return fd;
}

/* ---- Answers --------------------------------------------------------------------------------- */

static void send_all(int to, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = write(to, bytes, length);
        if (sent <= 0)
            return; /* the client has gone */
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* A status line, headers, and `body` bytes of a body of which `said` is told. */
static void answer(int to, const char *status, const char *header, size_t said, size_t body)
{
    static const char block[4096] = "<html>a page</html>\n";
    char head[512];
    int length = snprintf(head, sizeof head,
                          "HTTP/1.1 %s\r\nContent-Type: text/html\r\n%sContent-Length: %zu\r\n"
                          "Connection: close\r\n\r\n",
                          status, header, said);
    send_all(to, head, (size_t)length);
    while (body > 0) {
        size_t now = body < sizeof block ? body : sizeof block;
        send_all(to, block, now);
        body -= now;
    }
}

static void page(struct server *s, int to)
{
    (void)s;
    answer(to, "200 OK", "", 1000, 1000);
}

static void big(struct server *s, int to)
{
    (void)s;
    answer(to, "200 OK", "", BIG, BIG);
}

static void empty(struct server *s, int to)
{
    (void)s;
    answer(to, "200 OK", "", 0, 0);
}

static void missing(struct server *s, int to)
{
    (void)s;
    answer(to, "404 Not Found", "", 20, 20);
}

static void broken(struct server *s, int to)
{
    (void)s;
    answer(to, "500 Internal Server Error", "", 20, 20);
}

static void moved(struct server *s, int to)
{
    (void)s;
    answer(to, "302 Found", "Location: /page\r\n", 0, 0);
}

static void in_circles(struct server *s, int to)
{
    (void)s;
    answer(to, "302 Found", "Location: /round\r\n", 0, 0);
}

static void to_a_file(struct server *s, int to)
{
    (void)s;
    answer(to, "302 Found", "Location: file:///etc/passwd\r\n", 0, 0);
}

/* The same server under its other name. */
static void to_another_host(struct server *s, int to)
{
    char header[160];
    const char *port = strrchr(getenv("WEB"), ':');
    (void)s;
    snprintf(header, sizeof header, "Location: http://localhost%s/page\r\n", port);
    answer(to, "302 Found", header, 5, 5);
}

/* Counts who has come, for tests that nobody does. */
static void visited(struct server *s, int to)
{
    FILE *file = fopen("visits", "ae");
    (void)s;
    if (file) {
        fputs("visited\n", file);
        fclose(file);
    }
    answer(to, "200 OK", "", 7, 7);
}

static void cut_short(struct server *s, int to)
{
    (void)s;
    answer(to, "200 OK", "", 1000, 100);
}

/* A part of it, and then nothing more. */
static void half(struct server *s, int to)
{
    s->halved = true;
    answer(to, "200 OK", "", 1000, 100);
}

/* There once somebody has asked for that, who has opened the file for it then. */
static void asked(struct server *s, int to)
{
    if (s->halved)
        page(s, to);
    else
        missing(s, to);
    s->halved = false;
}

static void nothing(struct server *s, int to)
{
    (void)s, (void)to;
}

static void rubbish(struct server *s, int to)
{
    static const char text[] = "\033[2Jno web server\r\n";
    (void)s;
    send_all(to, text, sizeof text - 1);
}

static void never(struct server *s, int to)
{
    (void)s, (void)to;
}

static void held(struct server *s, int to)
{
    if (s->released)
        page(s, to);
}

static void release(struct server *s, int to)
{
    for (size_t i = 0; i < s->kept_count; i++)
        if (s->held[i]) {
            page(s, s->kept[i]);
            shutdown(s->kept[i], SHUT_RDWR);
            s->held[i] = false;
        }
    s->released = true;
    page(s, to);
}

static const struct {
    const char *path;
    void (*answer)(struct server *s, int to);
    bool keeps; /* the connection stays open */
} pages[] = {
    {"/page", page, false},
    {"/big", big, false},
    {"/empty", empty, false},
    {"/missing", missing, false},
    {"/broken", broken, false},
    {"/moved", moved, false},
    {"/round", in_circles, false},
    {"/to-a-file", to_a_file, false},
    {"/to-another-host", to_another_host, false},
    {"/visited", visited, false},
    {"/cut-short", cut_short, false},
    {"/nothing", nothing, false},
    {"/rubbish", rubbish, false},
    {"/never", never, true},
    {"/half", half, true},
    {"/asked", asked, false},
    {"/held", held, true},
    {"/release", release, false},
};

/* ---- Serving --------------------------------------------------------------------------------- */

/* Reads the request's head; false if it did not come. */
static bool read_request(int from, char *request)
{
    size_t length = 0;
    while (length + 1 < REQUEST_LONGEST) {
        ssize_t got = read(from, request + length, REQUEST_LONGEST - 1 - length);
        if (got <= 0)
            return false;
        length += (size_t)got;
        request[length] = '\0';
        if (strstr(request, "\r\n\r\n"))
            return true;
    }
    return false;
}

static void keep(struct server *s, int connection, bool is_held)
{
    if (s->kept_count == KEPT_MOST)
        die("too many connections are kept");
    s->held[s->kept_count] = is_held;
    s->kept[s->kept_count++] = connection;
}

static void serve(struct server *s)
{
    static char request[REQUEST_LONGEST];
    int connection = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);
    if (connection < 0)
        return;
    bool keeps = false;
    if (read_request(connection, request)) {
        char *path = strchr(request, ' ');
        path = path ? path + 1 : request;
        path[strcspn(path, " \r\n")] = '\0';
        size_t i = 0;
        while (i < sizeof pages / sizeof *pages && strcmp(pages[i].path, path) != 0)
            i++;
        if (i == sizeof pages / sizeof *pages) {
            missing(s, connection);
        } else {
            bool waits = pages[i].answer == held && !s->released;
            pages[i].answer(s, connection);
            keeps = waits || (pages[i].keeps && pages[i].answer != held);
            if (keeps)
                keep(s, connection, waits);
        }
    }
    if (!keeps)
        close(connection);
}

int main(int argc, char **argv)
{
    struct server s = {.listener = make_socket("WEB", true)};
    if (argc < 2)
        return 99;
    make_socket("CLOSED", false);
    /* Its end is heard of through a pipe that the command alone holds open. */
    int ends[2];
    if (pipe(ends) < 0)
        die("pipe");
    signal(SIGPIPE, SIG_IGN);
    pid_t child = fork();
    if (child < 0)
        die("fork");
    if (child == 0) {
        signal(SIGPIPE, SIG_DFL);
        close(ends[0]);
        execvp(argv[1], argv + 1);
        die(argv[1]);
    }
    close(ends[1]);
    struct pollfd watched[] = {{.fd = s.listener, .events = POLLIN},
                               {.fd = ends[0], .events = POLLIN}};
    while (poll(watched, 2, -1) >= 0 && !watched[1].revents)
        if (watched[0].revents)
            serve(&s);
    int status;
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return 99;
    return WEXITSTATUS(status);
}
