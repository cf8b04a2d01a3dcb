export const HELP = `Usage: blacktail-storage [--help] [--version]

A content-addressed, IPFS-compatible gateway over a folder of blocks. It is configured by environment variables:

  BLACKTAIL_STORAGE_DIR          folder for blocks and pins            (.data/storage)
  BLACKTAIL_STORAGE_HOST         address to listen on                  (127.0.0.1)
  BLACKTAIL_STORAGE_PORT         port to listen on, 0 = any            (8501)
  BLACKTAIL_STORAGE_MAX_BYTES    largest upload, in bytes              (1073741824)
  BLACKTAIL_STORAGE_QUOTA_BYTES  all blocks together, 0 = no quota     (0)
  BLACKTAIL_STORAGE_MAX_UPLOADS  uploads at one time                   (32)
  BLACKTAIL_STORAGE_ORIGINS      web pages that may upload, * = any    (none)
  BLACKTAIL_STORAGE_TOKEN        bearer token asked of writers         (none)
  BLACKTAIL_STORAGE_IDLE_MS      closes silent connections after       (60000)
  BLACKTAIL_STORAGE_GRACE_MS     time for open requests at shutdown    (10000)
  LOG_LEVEL                      trace … fatal, silent                 (info)

Exit codes: 0 stopped by a signal, 75 the port or folder is in use (try again), 78 a setting is wrong.
`;
