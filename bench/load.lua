-- Requests that are ready in a file: its first line is the file of raw requests, lengths follow, one a line.
-- Each is sent once, in turn; when all are sent, from the beginning. Without BENCH_REQUESTS every request is the one of the URL.
local file = os.getenv('BENCH_REQUESTS')
if file then
  local lines = io.lines(file)
  local raw = io.open(lines(), 'rb')
  local requests, at = {}, 0
  for length in lines do requests[#requests + 1] = raw:read(tonumber(length)) end
  raw:close()
  function request()
    at = at % #requests + 1
    return requests[at]
  end
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    'BENCH {"requests":%d,"durationUs":%d,"refused":%d,"broken":%d,"p50Us":%d,"p99Us":%d,"meanUs":%d}\n',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.mean))
end
