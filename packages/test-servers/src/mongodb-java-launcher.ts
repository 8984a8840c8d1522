// The server calls itself MongoDB 5.0, but with the wire protocol of 4.0 at most, which current drivers refuse. What
// they send has not changed since, so this program makes it say 4.4.
//
// The server uses its index of ids only for a query that asks for nothing else, and scans the collection for all
// others. So this program wraps the index in another one, which asks it for the id alone. The server compares what it
// finds with the whole query in any case.

/** The source of a Java program that starts mongo-java-server on a port, with a file, and stops it at SIGTERM. */
export const mongoJavaLauncher = `import de.bwaldvogel.mongo.*;
import de.bwaldvogel.mongo.backend.*;
import de.bwaldvogel.mongo.backend.h2.*;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

class SessMongoServer {
  public static void main(String[] arguments) {
    var backend = new SessBackend(arguments[1]);
    backend.version(new MongoVersion() {
      public List<Integer> getVersionArray() { return List.of(4, 4, 0); }
      public int getWireVersion() { return 9; }
    });
    var server = new MongoServer(backend);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    System.out.println("ready for connections");
  }
}

class SessBackend extends H2Backend {
  SessBackend(String file) { super(file); }

  @Override protected MongoDatabase openOrCreateDatabase(String name) {
    return new H2Database(name, getMvStore(), getCursorRegistry()) {
      @Override protected Index<Object> openOrCreateUniqueIndex(
          String collection, String index, List<IndexKey> keys, boolean isSparse) {
        var found = super.openOrCreateUniqueIndex(collection, index, keys, isSparse);
        return index.equals("_id_") ? new SessIdIndex(found) : found;
      }
    };
  }
}

class SessIdIndex extends Index<Object> {
  private final Index<Object> ids;

  SessIdIndex(Index<Object> ids) {
    super(ids.getName(), ids.getKeys(), false);
    this.ids = ids;
  }

  private Document own(Document query) { return new Document("_id", query.get("_id")); }

  @Override public boolean canHandle(Document query) { return query.containsKey("_id") && ids.canHandle(own(query)); }
  @Override public Iterable<Object> getPositions(Document query) { return ids.getPositions(own(query)); }
  @Override public Object getPosition(Document document) { return ids.getPosition(document); }
  @Override public void checkAdd(Document document, MongoCollection<Object> in) { ids.checkAdd(document, in); }
  @Override public void add(Document document, Object at, MongoCollection<Object> in) { ids.add(document, at, in); }
  @Override public Object remove(Document document) { return ids.remove(document); }
  @Override public void checkUpdate(Document old, Document next, MongoCollection<Object> in) { ids.checkUpdate(old, next, in); }
  @Override public void updateInPlace(Document old, Document next, Object at, MongoCollection<Object> in) {
    ids.updateInPlace(old, next, at, in);
  }
  @Override public long getCount() { return ids.getCount(); }
  @Override public long getDataSize() { return ids.getDataSize(); }
  @Override public boolean isUnique() { return true; }
  @Override public void drop() { ids.drop(); }
}
`;
