import Glibc
import S3Store
import Workers

exit(WorkerProcess.run(stores: S3Access.opener()))
