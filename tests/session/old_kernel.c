/* old_kernel.c - a program as on a kernel that is older than what it asks for, or that grants a
 * container less, for bare.test:
 *
 *     old_kernel COMMAND [ARGUMENT...]
 *
 * Ends with 77 where the system cannot be told so. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define REFUSED(call)                                                                              \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1),                                             \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS)

/* Files in memory and random numbers came with Linux 3.17; who may run on which processor is what
 * a container may be kept from choosing. In what is begun, too. */
static int refuse(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        REFUSED(SYS_memfd_create),
        REFUSED(SYS_getrandom),
        REFUSED(SYS_sched_setaffinity),
        REFUSED(SYS_sched_getaffinity),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        return -1;
    return memfd_create("", 0) < 0 && errno == ENOSYS ? 0 : -1;
}

int main(int count, char **arguments)
{
    if (count < 2 || refuse() != 0)
        return 77;
    execvp(arguments[1], arguments + 1);
    perror(arguments[1]);
    return 127;
}
