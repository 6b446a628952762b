/** How the embedded PostgreSQL runs: small in memory, strict in durability. */
export type Durability = "durable" | "throwaway";

export function serverSettings(
  major: number,
  socketDir: string,
  durability: Durability,
): Record<string, string> {
  const settings: Record<string, string> = {
    listen_addresses: "",
    unix_socket_directories: socketDir,
    unix_socket_permissions: "0700",
    password_encryption: "scram-sha-256",
    max_connections: "60",
    shared_buffers: "128MB",
    effective_cache_size: "512MB",
    work_mem: "8MB",
    maintenance_work_mem: "64MB",
    jit: "off",
    huge_pages: "off",
    max_worker_processes: "4",
    // On two cores a parallel plan takes from the other requests what it gains.
    max_parallel_workers_per_gather: "0",
    autovacuum_max_workers: "2",
    max_wal_senders: "0",
    wal_level: "minimal",
    max_wal_size: "1GB",
    random_page_cost: "1.1",
    timezone: "UTC",
    log_timezone: "UTC",
    lc_messages: "C",
    // Errors reach us through the driver; writing statements down would copy people's data into a log.
    log_min_messages: "fatal",
    log_min_error_statement: "panic",
    log_checkpoints: "off",
    logging_collector: "off",
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
  };
  if (major >= 18) settings["io_method"] = "sync";
  if (durability === "throwaway") {
    Object.assign(settings, {
      fsync: "off",
      synchronous_commit: "off",
      full_page_writes: "off",
      autovacuum: "off",
      max_connections: "200",
    });
  }
  return settings;
}
