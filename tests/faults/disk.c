/* What a process asks of the disk, written down or refused. Preloaded into the command under test.

   Every write, truncation, flush, creation, link, rename and removal under `folder` is one operation. `arm` says what
   happens at the N-th: nothing (count), SIGKILL before it, or an errno from it, once or from then on. With a log,
   each goes there with its bytes, in order, and so does what the process says on standard output: its
   acknowledgements. replay.py makes of the log what a power cut may have left. A flush is only written down: the
   disk that is asked here is the log. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 4096
#define REAL(name) ((__typeof__(&name))real(#name))

enum { COUNT, KILL, FAIL, FAIL_ON };

static pthread_mutex_t one = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static char folder[PATH_MAX];
static int armed, action, number, logged = -1;
static long at, seen;
static char watched[FDS];

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

void arm(const char *under, long nth, int what, int error, const char *log) {
    snprintf(folder, sizeof folder, "%s", under);
    at = nth, action = what, number = error, seen = 0;
    logged = *log ? REAL(open)(log, O_CREAT | O_WRONLY | O_APPEND, 0600) : -1;
    armed = 1;
}

long operations(void) { return seen; }

static void note(char kind, int fd, int64_t offset, const void *data, int64_t size) {
    if (logged < 0) return;
    struct { int64_t kind, fd, offset, size; } head = {kind, fd, offset, size};
    struct iovec parts[2] = {{&head, sizeof head}, {(void *)data, (size_t)size}};
    if (writev(logged, parts, 2) != (ssize_t)(sizeof head + size)) abort();
}

/* Count an operation; nonzero where it is to fail, with errno set. */
static int stopped(void) {
    if (++seen == at && action == KILL) raise(SIGKILL);
    if ((seen == at && action == FAIL) || (at && seen >= at && action == FAIL_ON)) { errno = number; return 1; }
    return 0;
}

static int mine(int fd) { return armed && fd >= 0 && fd < FDS && watched[fd]; }

static const char *whole(int dirfd, const char *path, char *into) {
    if (*path == '/') return path;
    char link[64], base[PATH_MAX];
    ssize_t size;
    if (dirfd == AT_FDCWD) size = getcwd(base, sizeof base) ? (ssize_t)strlen(base) : -1;
    else { snprintf(link, sizeof link, "/proc/self/fd/%d", dirfd); size = readlink(link, base, sizeof base - 1); }
    if (size < 0) return path;
    base[size] = 0;
    if (snprintf(into, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) abort();
    return into;
}

static int under(const char *path) { return armed && !strncmp(path, folder, strlen(folder)); }

static int opened(int dirfd, const char *path, int flags, mode_t mode) {
    char room[PATH_MAX];
    const char *full = whole(dirfd, path, room);
    if (!under(full)) return REAL(openat)(dirfd, path, flags, mode);
    pthread_mutex_lock(&one);
    struct stat there;
    int fresh = (flags & O_CREAT) && stat(full, &there) != 0, fd = -1;
    if (!((fresh || (flags & O_TRUNC)) && stopped())) fd = REAL(openat)(dirfd, path, flags, mode);
    if (fd >= 0 && fd < FDS) {
        watched[fd] = 1;
        note('o', fd, (fresh ? 1 : 0) | (flags & O_TRUNC ? 2 : 0), full, (int64_t)strlen(full));
    }
    pthread_mutex_unlock(&one);
    return fd;
}

#define MODE mode_t mode = 0; if (flags & (O_CREAT | __O_TMPFILE)) { va_list l; va_start(l, flags); mode = va_arg(l, mode_t); va_end(l); }
int open(const char *path, int flags, ...) { MODE return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int dir, const char *path, int flags, ...) { MODE return opened(dir, path, flags, mode); }
int openat64(int dir, const char *path, int flags, ...) { MODE return opened(dir, path, flags | O_LARGEFILE, mode); }

int close(int fd) {
    if (!mine(fd)) return REAL(close)(fd);
    pthread_mutex_lock(&one);
    watched[fd] = 0;
    note('c', fd, 0, "", 0);
    int told = REAL(close)(fd);
    pthread_mutex_unlock(&one);
    return told;
}

#define GUARDED(fd, call, kind, offset, data, size)                                                                 \
    pthread_mutex_lock(&one);                                                                                       \
    ssize_t done = -1;                                                                                              \
    if (!stopped() && (done = (call)) >= 0) note(kind, fd, offset, data, size);                                     \
    pthread_mutex_unlock(&one);                                                                                     \
    return done;

ssize_t write(int fd, const void *data, size_t size) {
    if (armed && fd == 1) {
        pthread_mutex_lock(&one);
        ssize_t told = REAL(write)(fd, data, size);
        if (told > 0) note('a', fd, 0, data, told);
        pthread_mutex_unlock(&one);
        return told;
    }
    if (!mine(fd)) return REAL(write)(fd, data, size);
    off_t offset = fcntl(fd, F_GETFL) & O_APPEND ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    GUARDED(fd, REAL(write)(fd, data, size), 'w', offset, data, done)
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) {
    if (!mine(fd)) return REAL(pwrite)(fd, data, size, offset);
    GUARDED(fd, REAL(pwrite)(fd, data, size, offset), 'w', offset, data, done)
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
    if (!mine(fd)) return REAL(pwrite64)(fd, data, size, offset);
    GUARDED(fd, REAL(pwrite64)(fd, data, size, offset), 'w', offset, data, done)
}
int ftruncate(int fd, off_t size) {
    if (!mine(fd)) return REAL(ftruncate)(fd, size);
    GUARDED(fd, REAL(ftruncate)(fd, size), 't', size, "", 0)
}
int ftruncate64(int fd, off64_t size) {
    if (!mine(fd)) return REAL(ftruncate64)(fd, size);
    GUARDED(fd, REAL(ftruncate64)(fd, size), 't', size, "", 0)
}
int fsync(int fd) {
    if (!mine(fd)) return REAL(fsync)(fd);
    GUARDED(fd, 0, 's', 0, "", 0)
}
int fdatasync(int fd) {
    if (!mine(fd)) return REAL(fdatasync)(fd);
    GUARDED(fd, 0, 's', 0, "", 0)
}
/* Copies then go through read and write, where they are seen. */
ssize_t sendfile(int out, int in, off_t *offset, size_t count) { (void)out, (void)in, (void)offset, (void)count; errno = ENOTSOCK; return -1; }
ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) { (void)out, (void)in, (void)offset, (void)count; errno = ENOTSOCK; return -1; }

int unlinkat(int dir, const char *path, int flags) {
    char room[PATH_MAX];
    const char *full = whole(dir, path, room);
    if (!under(full) || (flags & AT_REMOVEDIR)) return REAL(unlinkat)(dir, path, flags);
    GUARDED(-1, REAL(unlinkat)(dir, path, flags), 'u', 0, full, (int64_t)strlen(full))
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

static int paired(char kind, int a, const char *from, int b, const char *to, int flags) {
    char one_room[PATH_MAX], two_room[PATH_MAX], both[2 * PATH_MAX];
    const char *source = whole(a, from, one_room), *target = whole(b, to, two_room);
    if (!under(target))
        return kind == 'r' ? REAL(renameat)(a, from, b, to) : REAL(linkat)(a, from, b, to, flags);
    int size = snprintf(both, sizeof both, "%s\n%s", source, target);
    GUARDED(-1, kind == 'r' ? REAL(renameat)(a, from, b, to) : REAL(linkat)(a, from, b, to, flags), kind, 0, both, size)
}
int rename(const char *from, const char *to) { return paired('r', AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return paired('r', a, from, b, to, 0); }
int link(const char *from, const char *to) { return paired('l', AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return paired('l', a, from, b, to, flags); }
