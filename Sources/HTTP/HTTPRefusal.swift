/// Why a request is not going to be handled; the connection answers it and closes.
struct HTTPRefusal: Error {
  let status: HTTPStatus
  let message: StaticString

  init(_ status: HTTPStatus, _ message: StaticString) {
    self.status = status
    self.message = message
  }
}
