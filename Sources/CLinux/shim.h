#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

// Declared by the system's headers only under _GNU_SOURCE, which would make other types differ
// from those the Glibc module knows.
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
int pthread_setname_np(pthread_t thread, const char *name);
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

extern char **environ;

// Starts a program in a process group of its own, with the usual signals and no other open files
// than the given standard input and output and the standard error of this process.
// Returns 0 or one of errno's values.
static inline int spawn_with_pipes(const char *path, int input, int output, pid_t *process) {
  char *arguments[] = {(char *)path, 0};
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_t attributes;
  int code = posix_spawnattr_init(&attributes);
  if (code) return code;
  posix_spawn_file_actions_t actions;
  code = posix_spawn_file_actions_init(&actions);
  if (code == 0) {
    (code = posix_spawnattr_setflags(
         &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)) ||
        (code = posix_spawnattr_setpgroup(&attributes, 0)) ||
        (code = posix_spawnattr_setsigmask(&attributes, &none)) ||
        (code = posix_spawnattr_setsigdefault(&attributes, &all)) ||
        (code = posix_spawn_file_actions_adddup2(&actions, input, 0)) ||
        (code = posix_spawn_file_actions_adddup2(&actions, output, 1)) ||
        (code = posix_spawn_file_actions_addclosefrom_np(&actions, 3)) ||
        (code = posix_spawn(process, path, &actions, &attributes, arguments, environ));
    posix_spawn_file_actions_destroy(&actions);
  }
  posix_spawnattr_destroy(&attributes);
  return code;
}
