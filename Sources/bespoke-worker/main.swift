import Batch
import Glibc
import S3Store
import Workers

exit(
  WorkerProcess.run(stores: S3Access.opener()) { task, stores, progress in
    BatchRun.perform(task, stores: stores, progress: progress)
  })
