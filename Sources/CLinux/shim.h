#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

// Declared by the system's headers only under _GNU_SOURCE, which would make other types differ
// from those the Glibc module knows.
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
int pthread_setname_np(pthread_t thread, const char *name);
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

// The environment, which Swift must not touch as a variable.
extern char **environ;
static inline char **inherited_environment(void) { return environ; }

// What the C library has no functions for. Each tells by 0 that the kernel took it.

// Asks for turns of so many nanoseconds for the calling thread, which keeps its policy and nice
// value. From Linux 6.12 on, a thread with short turns that wakes up goes before one with longer.
static inline int set_time_slice(uint64_t nanoseconds) {
  struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } attributes = {.size = sizeof(attributes)};
  if (syscall(SYS_sched_getattr, 0, &attributes, sizeof(attributes), 0)) return -1;
  attributes.runtime = nanoseconds;
  return (int)syscall(SYS_sched_setattr, 0, &attributes, 0);
}

// Puts the process among those that compute in the background: its waking interrupts nobody.
static inline int set_batch_policy(void) {
  struct sched_param parameters = {.sched_priority = 0};
  return sched_setscheduler(0, 3 /* SCHED_BATCH */, &parameters);
}

// Lets others go first at the disk: best effort, the lowest level.
static inline int set_lowest_io_priority(void) {
  return (int)syscall(SYS_ioprio_set, 1 /* a process */, 0, 2 << 13 | 7);
}
