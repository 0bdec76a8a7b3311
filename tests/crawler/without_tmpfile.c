/* without_tmpfile.c - a program as on a file system that makes no file without a name, such as NFS,
 * for crawler.test:
 *
 *     without_tmpfile COMMAND [ARGUMENT...]
 *
 * Ends with 77 where the system cannot be told so. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Where the half of a system call's argument is that holds the flags. */
static unsigned place_of_flags(void)
{
    const union {
        uint64_t whole;
        uint32_t halves[2];
    } probe = {.whole = 1};
    unsigned place = offsetof(struct seccomp_data, args[2]);
    return probe.halves[0] ? place : place + 4;
}

/* O_TMPFILE is refused by openat() from here on, in what is begun too. */
static int refuse_tmpfile(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, place_of_flags()),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_TMPFILE & ~O_DIRECTORY, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        return -1;
    int fd = open(".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    return fd < 0 && errno == EOPNOTSUPP ? 0 : -1;
}

int main(int count, char **arguments)
{
    if (count < 2 || refuse_tmpfile() != 0)
        return 77;
    execvp(arguments[1], arguments + 1);
    perror(arguments[1]);
    return 127;
}
