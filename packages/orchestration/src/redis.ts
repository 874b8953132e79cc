export { type RedisJournalOptions, redisJournal } from "./journal/redis-journal.js";
