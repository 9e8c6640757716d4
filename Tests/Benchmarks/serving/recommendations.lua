-- GetRecommendations for many users, with the header fields an AWS SDK sends (about 600 bytes).
-- All requests are written beforehand, so that the client's own cost stays small.
--   BENCH_CAMPAIGN  ARN of the campaign    BENCH_USERS  how many users    BENCH_USER_PREFIX
--   BENCH_ACCOUNT   access key id          BENCH_EXTRA  further members, as JSON: ,"numResults":10

local campaign = os.getenv("BENCH_CAMPAIGN")
  or "arn:aws:personalize:us-east-1:000000000000:campaign/bench"
local users = tonumber(os.getenv("BENCH_USERS") or "1000")
local prefix = os.getenv("BENCH_USER_PREFIX") or ""
local account = os.getenv("BENCH_ACCOUNT") or "000000000000"
local extra = os.getenv("BENCH_EXTRA") or ""

local requests = {}
local last = 0

local headers = {
  ["Content-Type"] = "application/json",
  ["User-Agent"] = "Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux#6.1 md/arch#x86_64"
    .. " lang/python#3.11 md/pyimpl#CPython m/b,Z,e cfg/retry-mode#standard Botocore/1.43.11",
  ["X-Amz-Date"] = "20261121T114012Z",
  ["Authorization"] = "AWS4-HMAC-SHA256 Credential=" .. account
    .. "/20261121/us-east-1/personalize/aws4_request, "
    .. "SignedHeaders=content-type;host;x-amz-date, Signature="
    .. "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
  ["amz-sdk-invocation-id"] = "0f6c2a0e-3c1d-4c7e-9d1a-2b3c4d5e6f70",
  ["amz-sdk-request"] = "attempt=1",
}

function init(arguments)
  for number = 1, users do
    local body = string.format(
      '{"campaignArn":"%s","userId":"%s%d"%s}', campaign, prefix, number, extra)
    requests[number] = wrk.format("POST", wrk.path, headers, body)
  end
end

function request()
  last = last % users + 1
  return requests[last]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("errors %d\n",
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
