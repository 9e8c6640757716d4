-- Sends requests that were written beforehand, whole, one after the other, again and again.
--   BENCH_REQUESTS  the file: for each request a line with its length, then its bytes
--   BENCH_THINK     milliseconds to wait before each request; 0, the default, waits never
--   BENCH_PACE      requests a second over all connections, however long answers take; 0, the
--                   default, sends the next when an answer is there

local ffi = require("ffi")
ffi.cdef("typedef struct { long seconds, microseconds; } moment;"
  .. "int gettimeofday(moment *now, void *zone);")

local requests = {}
local last = 0
local think = tonumber(os.getenv("BENCH_THINK") or "0")
local pace = tonumber(os.getenv("BENCH_PACE") or "0")
local moment, due = ffi.new("moment"), 0

local function milliseconds()
  ffi.C.gettimeofday(moment, nil)
  return tonumber(moment.seconds) * 1000 + tonumber(moment.microseconds) / 1000
end

function init(arguments)
  local file = assert(io.open(assert(os.getenv("BENCH_REQUESTS")), "rb"))
  while true do
    local length = file:read("*n")
    if not length then break end
    file:read(1)
    requests[#requests + 1] = file:read(length)
  end
  file:close()
end

function request()
  last = last % #requests + 1
  return requests[last]
end

if pace > 0 then
  -- Each takes the next free place on the time line; places missed by long are not made up for.
  function delay()
    local now = milliseconds()
    due = math.max(due + 1000 / pace, now - 100)
    return math.max(math.floor(due - now + 0.5), 0)
  end
elseif think > 0 then
  function delay() return think end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("failed %d\n",
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
  io.write(string.format("p99 %d us\n", latency:percentile(99)))
end
