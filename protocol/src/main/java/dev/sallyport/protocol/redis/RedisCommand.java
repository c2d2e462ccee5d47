// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.protocol.http.PathTemplate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names what a command does: its verb, and the key space of its first key. */
final class RedisCommand {
  /** Commands whose first argument is a key. */
  private static final Set<String> KEYED =
      Set.of(
          ("GET SET SETNX SETEX PSETEX GETSET GETDEL GETEX APPEND STRLEN SETRANGE GETRANGE SUBSTR "
                  + "MGET MSET MSETNX INCR DECR INCRBY DECRBY INCRBYFLOAT DEL UNLINK EXISTS TYPE "
                  + "TTL PTTL EXPIRE PEXPIRE EXPIREAT PEXPIREAT EXPIRETIME PEXPIRETIME PERSIST "
                  + "RENAME RENAMENX COPY MOVE DUMP RESTORE TOUCH SORT SORT_RO WATCH HGET HSET "
                  + "HSETNX HMGET HMSET HGETALL HDEL HEXISTS HLEN HKEYS HVALS HINCRBY HINCRBYFLOAT "
                  + "HSTRLEN HSCAN HRANDFIELD LPUSH RPUSH LPUSHX RPUSHX LPOP RPOP LLEN LRANGE "
                  + "LINDEX LSET LINSERT LREM LTRIM LPOS LMOVE BLPOP BRPOP BLMOVE RPOPLPUSH "
                  + "BRPOPLPUSH SADD SREM SISMEMBER SMISMEMBER SCARD SMEMBERS SPOP SRANDMEMBER "
                  + "SMOVE SINTER SUNION SDIFF SINTERSTORE SUNIONSTORE SDIFFSTORE SSCAN ZADD ZREM "
                  + "ZSCORE ZMSCORE ZINCRBY ZCARD ZCOUNT ZLEXCOUNT ZRANGE ZREVRANGE ZRANGEBYSCORE "
                  + "ZREVRANGEBYSCORE ZRANGEBYLEX ZRANGESTORE ZRANK ZREVRANK ZREMRANGEBYRANK "
                  + "ZREMRANGEBYSCORE ZREMRANGEBYLEX ZPOPMIN ZPOPMAX BZPOPMIN BZPOPMAX "
                  + "ZRANDMEMBER ZSCAN PFADD PFCOUNT PFMERGE SETBIT GETBIT BITCOUNT BITPOS "
                  + "BITFIELD GEOADD GEODIST GEOHASH GEOPOS GEOSEARCH GEORADIUS XADD XLEN XRANGE "
                  + "XREVRANGE XDEL XTRIM XACK XCLAIM XAUTOCLAIM XPENDING PUBLISH SPUBLISH")
              .split(" "));

  private static final Set<String> OTHERS =
      Set.of(
          ("PING ECHO AUTH HELLO SELECT QUIT RESET INFO CONFIG CLIENT COMMAND MULTI EXEC DISCARD "
                  + "UNWATCH FLUSHALL FLUSHDB KEYS SCAN RANDOMKEY DBSIZE EVAL EVALSHA EVAL_RO "
                  + "EVALSHA_RO FCALL FCALL_RO FUNCTION SCRIPT SUBSCRIBE PSUBSCRIBE SSUBSCRIBE "
                  + "UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE PUBSUB MONITOR SYNC PSYNC REPLCONF "
                  + "REPLICAOF SLAVEOF ROLE WAIT WAITAOF SAVE BGSAVE BGREWRITEAOF LASTSAVE "
                  + "SHUTDOWN DEBUG OBJECT MEMORY LATENCY SLOWLOG ACL MODULE CLUSTER READONLY "
                  + "READWRITE ASKING TIME SWAPDB XREAD XREADGROUP XGROUP XINFO LMPOP ZMPOP "
                  + "BLMPOP BZMPOP BITOP ZUNION ZINTER ZDIFF ZUNIONSTORE ZINTERSTORE ZDIFFSTORE")
              .split(" "));

  /** After these the server speaks on its own, so that answers cannot be told apart any more. */
  private static final Set<String> TURNING =
      Set.of("SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "MONITOR", "SYNC", "PSYNC");

  private static final int KNOWN_MAX = 64;

  private final Map<String, QueryOperation> known = new HashMap<>(8);

  /** Returns the verb in upper case; {@code OTHER} when it is not known. */
  static String verb(String sent) {
    String verb = sent.toUpperCase(Locale.ROOT);
    return KEYED.contains(verb) || OTHERS.contains(verb) ? verb : "OTHER";
  }

  static boolean hasKey(String verb) {
    return KEYED.contains(verb);
  }

  static boolean turns(String verb) {
    return TURNING.contains(verb);
  }

  /** Names the command; repeated names cost nothing. */
  QueryOperation operation(String verb, String key) {
    String space = keySpace(key);
    String name = space.isEmpty() ? verb : verb + ' ' + space;
    QueryOperation operation = known.get(name);
    if (operation == null) {
      operation = new QueryOperation(verb, space, Protocol.REDIS);
      if (known.size() < KNOWN_MAX) {
        known.put(name, operation);
      }
    }
    return operation;
  }

  /** What stands before the first colon; a key without one only when it is a plain word. */
  static String keySpace(String key) {
    int colon = key.indexOf(':');
    String space = colon < 0 ? key : key.substring(0, colon);
    return space.length() > 32 || PathTemplate.isValue(space) ? "{id}" : space;
  }
}
