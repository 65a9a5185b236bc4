/* The wall clock, set by a file: CLOCK_REALTIME is shifted by the seconds that stand in the file named by
   YEONPYO_CLOCK (a double, mapped, so that it can be set while the process runs). Monotonic time is left alone,
   as by a real clock that is set. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile double *shift;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("YEONPYO_CLOCK");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) return;
    void *room = mmap(0, sizeof(double), PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (room != MAP_FAILED) shift = room;
}

int clock_gettime(clockid_t clock, struct timespec *told) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, told);
    if (!result && shift && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        double whole = *shift;
        long seconds = (long)whole;
        told->tv_sec += seconds;
    }
    return result;
}
int gettimeofday(struct timeval *restrict told, void *restrict zone) {
    struct timespec now;
    (void)zone;
    int result = clock_gettime(CLOCK_REALTIME, &now);
    told->tv_sec = now.tv_sec, told->tv_usec = now.tv_nsec / 1000;
    return result;
}
time_t time(time_t *told) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (told) *told = now.tv_sec;
    return now.tv_sec;
}
