import Glibc
import Workers

exit(WorkerProcess.run())
