/* attempts.c - an allocation fails at the n-th call, for every n of a short script, or all from
 * many an n on: every run ends, with a status of the command-line page, and says why where that is
 * not 0. Prints TAP.
 *
 *     tests/memory/attempts
 *     tests/memory/attempts 17 0 run FILE      in this process, for gdb: the 17th fails
 *     tests/memory/attempts 0 17 run FILE      all from the 17th on
 *
 * The whole of thrum is linked in, and each run is a fork that has been loaded already: started
 * anew each time, with a shell that looks at them, two thousand runs took minutes. Before the forks
 * nothing is allocated here, so that each finds the C library as a new process would. */
#include "failing.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AT_ONCE = 6 /* most of them wait for something */, SECONDS = 60, WORDS = 6 };

int thrum_main(int argc, char **argv);

static const char script[] = "mutex m\n"
                             "shared x = 0\n"
                             "fun add(n) { with m { x += n } }\n"
                             "spawn a { add(1); print \"a\" }\n"
                             "spawn b { add(2); print \"b\" }\n"
                             "join a; join b\n"
                             "assert x == 3\n";
static const char lesson[] = "# One\n\n## Print\n\n```thrum\nspawn a { print 1 }\njoin a\n```\n";
static const char typed[] = "mutex m\nspawn a { lock m; print 1 }\nprint 2\n";

static const char *const calls[][WORDS] = {
    {"thrum", "run", "--seed=1", "short.thr"},   {"thrum", "run", "short.thr"},
    {"thrum", "explore", "short.thr"},           {"thrum", "--plain"},
    {"thrum", "lesson", "--test", "one.md"},     {"thrum", "run", "missing.thr"},
    {"thrum", "run", "--limit=1x", "short.thr"},
};

enum { CALLS = sizeof calls / sizeof *calls };

/* A run that goes on. */
struct run {
    pid_t process; /* 0: none */
    long at, from;
    int said; /* what it writes to standard error */
};

/* How many allocations a run made, told by the run itself. */
static long *told;
static struct run runs[AT_ONCE];
static unsigned wrong; /* of the call that is being tried */

static void tell(void)
{
    *told = failing_calls();
}

static int words_of(const char *const *call)
{
    int count = 0;
    while (call[count])
        count++;
    return count;
}

static void become_thrum(const struct run *r, const char *const *call)
{
    static char *words[WORDS]; /* argp changes their order */
    int in = open("typed", O_RDONLY), out = open("/dev/null", O_WRONLY);
    if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(r->said, 2) < 0)
        _exit(126);
    alarm(SECONDS);
    if (!r->at && !r->from)
        atexit(tell);
    failing_begin(r->at, r->from);
    memcpy(words, call, sizeof words);
    exit(thrum_main(words_of(call), words));
}

static void complain(const struct run *r, const char *what, int status)
{
    char words[200] = "";
    if (wrong++ < 10) {
        ssize_t length = pread(r->said, words, sizeof words - 1, 0);
        words[length > 0 ? strcspn(words, "\n") : 0] = '\0';
        dprintf(STDOUT_FILENO, "# number %ld%s fails: %s %d %s\n", r->at ? r->at : r->from,
                r->from ? " and all behind it" : "", what, status, words);
    }
}

static void judge(struct run *r, int status)
{
    if (WIFSIGNALED(status))
        complain(r, "signal", WTERMSIG(status));
    else if (WEXITSTATUS(status) > 6)
        complain(r, "status", WEXITSTATUS(status));
    else if (WEXITSTATUS(status) && lseek(r->said, 0, SEEK_END) == 0)
        complain(r, "without a word, status", WEXITSTATUS(status));
    close(r->said);
    r->process = 0;
}

/* Waits until one has ended, and returns its place; if none goes on, any. */
static struct run *await_one(void)
{
    int status;
    pid_t process = wait(&status);
    for (size_t i = 0; i < AT_ONCE; i++)
        if (process > 0 && runs[i].process == process) {
            judge(&runs[i], status);
            return &runs[i];
        }
    return &runs[0];
}

static void start(const char *const *call, long at, long from)
{
    struct run *r = NULL;
    for (size_t i = 0; i < AT_ONCE; i++)
        r = runs[i].process ? r : &runs[i];
    r = r ? r : await_one();
    *r = (struct run){.at = at, .from = from, .said = memfd_create("said", MFD_CLOEXEC)};
    r->process = fork();
    if (r->process == 0)
        become_thrum(r, call);
    if (r->process < 0) {
        perror("fork");
        exit(1);
    }
}

static void await_all(void)
{
    for (size_t i = 0; i < AT_ONCE; i++)
        while (runs[i].process)
            await_one();
}

static void try_call(size_t number)
{
    const char *const *call = calls[number];
    wrong = 0;
    *told = 0;
    start(call, 0, 0);
    await_all();
    long most = *told;
    if (!most)
        wrong++;
    for (long n = 1; n <= most + 1; n++) {
        start(call, n, 0);
        /* Without any memory it ends at the same few places, so every third has to do. */
        if (n <= 20 || n % 3 == 0)
            start(call, 0, n);
    }
    await_all();
    dprintf(STDOUT_FILENO, "%s %zu - %ld allocations of thrum", wrong ? "not ok" : "ok", number + 1,
            most);
    for (int i = 1; call[i]; i++)
        dprintf(STDOUT_FILENO, " %s", call[i]);
    dprintf(STDOUT_FILENO, "\n");
}

static void write_file(const char *name, const char *text)
{
    int file = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0 || write(file, text, strlen(text)) != (ssize_t)strlen(text)) {
        perror(name);
        exit(1);
    }
    close(file);
}

static int try_all(void)
{
    static char folder[] = "/tmp/thrum-memory-XXXXXX", state[] = "XDG_STATE_HOME=.";
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (told == MAP_FAILED || !mkdtemp(folder) || chdir(folder) != 0 || putenv(state) != 0) {
        perror(folder);
        return 1;
    }
    write_file("short.thr", script);
    write_file("one.md", lesson);
    write_file("typed", typed);
    for (size_t i = 0; i < CALLS; i++)
        try_call(i);
    dprintf(STDOUT_FILENO, "1..%d\n", CALLS);
    return execlp("rm", "rm", "-rf", folder, (char *)NULL);
}

int main(int count, char **arguments)
{
    if (!failing_begin(0, 0)) {
        puts("1..0 # SKIP malloc cannot be replaced here");
        return 0;
    }
    if (count < 4)
        return try_all();
    failing_begin(atol(arguments[1]), atol(arguments[2]));
    arguments[2] = arguments[0];
    return thrum_main(count - 2, arguments + 2);
}
