-- Sends requests that were written beforehand, whole, one after the other, again and again.
--   BENCH_REQUESTS  the file: for each request a line with its length, then its bytes
--   BENCH_THINK     milliseconds to wait before each request; 0, the default, waits never

local requests = {}
local last = 0
local think = tonumber(os.getenv("BENCH_THINK") or "0")

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

if think > 0 then
  function delay() return think end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("failed %d\n",
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
  io.write(string.format("p99 %d us\n", latency:percentile(99)))
end
