import AWSSigning
import HTTP
import PersonalizeAPI

/// The files of the console, which browsers get below `/console`.
///
/// They lie in the folder Console and are part of the executable.
enum ConsolePages {
  private struct Page {
    let contentType: String
    let body: [UInt8]
    /// Changes with the content.
    let tag: String

    init(_ contentType: String, _ body: [UInt8]) {
      self.contentType = contentType
      self.body = body
      tag = "\"\(SHA256.hash(body).hex.prefix(32))\""
    }
  }

  private static let script = "text/javascript; charset=utf-8"
  private static let pages: [String: Page] = [
    "": Page("text/html; charset=utf-8", PackageResources.console_html),
    "api.js": Page(script, PackageResources.api_js),
    "app.js": Page(script, PackageResources.app_js),
    "certificate.js": Page(script, PackageResources.certificate_js),
    "check.js": Page(script, PackageResources.check_js),
    "console.css": Page("text/css; charset=utf-8", PackageResources.console_css),
    "elements.js": Page(script, PackageResources.elements_js),
    "forget.js": Page(script, PackageResources.forget_js),
    "icon.svg": Page("image/svg+xml", PackageResources.icon_svg),
    "lookup.js": Page(script, PackageResources.lookup_js),
    "people.js": Page(script, PackageResources.people_js),
    "request.js": Page(script, PackageResources.request_js),
    "requests.js": Page(script, PackageResources.requests_js),
    "session.js": Page(script, PackageResources.session_js),
    "signing.js": Page(script, PackageResources.signing_js),
    "words.js": Page(script, PackageResources.words_js),
    "zip.js": Page(script, PackageResources.zip_js),
  ]

  /// Nothing is loaded from elsewhere, run from within the page, framed or guessed.
  static let securityHeaders: [(name: String, value: String)] = [
    (
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    ("X-Frame-Options", "DENY"), ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
  ]

  /// The answer to a request for one of the files; `nil` when it asks for something else.
  static func response(to request: HTTPRequest, _ pageGuard: PageGuard) -> HTTPResponse? {
    let path = request.path
    guard path == "/console" || path.hasPrefix("/console/") else { return nil }
    guard request.method == .get || request.method == .head else {
      return plain(.methodNotAllowed, "The console is only to be read.")
    }
    guard pageGuard.isTrusted(request) else {
      return plain(.forbidden, PageGuard.strangersName.message)
    }
    guard let page = pages[String(path.dropFirst("/console/".count))] else {
      return plain(.notFound, "The console has no such file.")
    }
    var response = HTTPResponse(
      .ok, contentType: page.contentType,
      headers: securityHeaders + [("Cache-Control", "no-cache"), ("ETag", page.tag)],
      body: page.body)
    if request.value(of: .ifNoneMatch) == page.tag {
      response.status = .notModified
      response.contentType = nil
      response.body = []
    }
    return response
  }

  private static func plain(_ status: HTTPStatus, _ text: String) -> HTTPResponse {
    HTTPResponse(
      status, contentType: "text/plain; charset=utf-8", headers: securityHeaders,
      body: Array("\(text)\n".utf8))
  }
}
