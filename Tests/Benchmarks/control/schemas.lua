-- CreateSchema with a new name each time, or DescribeSchema of names made before, with the header
-- fields an AWS SDK sends. All parts but the name are written beforehand.
--   BENCH_OPERATION  CreateSchema or DescribeSchema     BENCH_ACCOUNT  access key id
--   BENCH_PREFIX     beginning of the names             BENCH_NAMES    how many to describe
--   BENCH_OWNER      the account in the ARNs

local operation = os.getenv("BENCH_OPERATION") or "CreateSchema"
local account = os.getenv("BENCH_ACCOUNT") or "000000000000"
local owner = os.getenv("BENCH_OWNER") or account
local prefix = os.getenv("BENCH_PREFIX") or "s"
local names = tonumber(os.getenv("BENCH_NAMES") or "1000")
-- wrk asks for one request before it begins and does not send it: number 1 is never made.
local last = 0
local head, tail

local schema = '{\\"type\\":\\"record\\",\\"name\\":\\"Interactions\\",'
  .. '\\"namespace\\":\\"com.amazonaws.personalize.schema\\",\\"fields\\":['
  .. '{\\"name\\":\\"USER_ID\\",\\"type\\":\\"string\\"},'
  .. '{\\"name\\":\\"ITEM_ID\\",\\"type\\":\\"string\\"},'
  .. '{\\"name\\":\\"TIMESTAMP\\",\\"type\\":\\"long\\"}],\\"version\\":\\"1.0\\"}'

local headers = {
  ["Content-Type"] = "application/x-amz-json-1.1",
  ["X-Amz-Target"] = "AmazonPersonalize." .. operation,
  ["User-Agent"] = "Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux#6.1 md/arch#x86_64"
    .. " lang/python#3.11 md/pyimpl#CPython m/b,Z,e cfg/retry-mode#standard Botocore/1.43.11",
  ["X-Amz-Date"] = "20261121T114012Z",
  ["Authorization"] = "AWS4-HMAC-SHA256 Credential=" .. account
    .. "/20261121/us-east-1/personalize/aws4_request, "
    .. "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature="
    .. "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
}

function init(arguments)
  -- Names have one length, so that one Content-Length fits all.
  local body
  if operation == "CreateSchema" then
    body = '{"name":"@NAME@","schema":"' .. schema .. '"}'
  else
    body = '{"schemaArn":"arn:aws:personalize:us-east-1:' .. owner .. ':schema/@NAME@"}'
  end
  local name = prefix .. string.format("%08d", 0)
  local text = wrk.format("POST", "/", headers, (body:gsub("@NAME@", name)))
  local first, after = text:find(name, 1, true)
  head, tail = text:sub(1, first - 1), text:sub(after + 1)
end

function request()
  last = last + 1
  local number = operation == "CreateSchema" and last or (last % names) + 2
  return head .. prefix .. string.format("%08d", number) .. tail
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("errors %d\n",
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
