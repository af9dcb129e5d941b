// The AWS SDK for JavaScript v3 with its document client, unmodified, against the endpoint in KVASIR_DYNAMODB.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
  paginateQuery,
  paginateScan,
} from '@aws-sdk/lib-dynamodb';

const client = new DynamoDBClient({
  endpoint: process.env.KVASIR_DYNAMODB,
  region: 'local',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
});
const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
const TableName = 'js-orders';

before(async () => {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'customer', AttributeType: 'S' },
        { AttributeName: 'order', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'customer', KeyType: 'HASH' },
        { AttributeName: 'order', KeyType: 'RANGE' },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName });
});

after(async () => {
  await client.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
  client.destroy();
});

test('a document comes back as it was put', async () => {
  const Item = {
    customer: 'ada',
    order: 1,
    note: 'naïve ☃',
    paid: true,
    none: null,
    lines: [{ sku: 'x', price: 12.5 }, { sku: 'y', tags: new Set(['a', 'b']) }],
    raw: new Uint8Array([0, 255, 7]),
  };
  await documents.send(new PutCommand({ TableName, Item }));
  const got = await documents.send(new GetCommand({ TableName, Key: { customer: 'ada', order: 1 }, ConsistentRead: true }));
  assert.deepEqual(got.Item, Item);
});

test('an update reaches into the document and returns what it changed', async () => {
  await documents.send(new PutCommand({ TableName, Item: { customer: 'bob', order: 1, stock: { left: 5 }, log: [] } }));
  const updated = await documents.send(
    new UpdateCommand({
      TableName,
      Key: { customer: 'bob', order: 1 },
      UpdateExpression: 'SET stock.#l = stock.#l - :n, #log = list_append(#log, :entry) ADD seen :one',
      ConditionExpression: 'stock.#l >= :n',
      ExpressionAttributeNames: { '#l': 'left', '#log': 'log' },
      ExpressionAttributeValues: { ':n': 2, ':entry': ['sold 2'], ':one': 1 },
      ReturnValues: 'ALL_NEW',
    }),
  );
  assert.deepEqual(updated.Attributes, { customer: 'bob', order: 1, stock: { left: 3 }, log: ['sold 2'], seen: 1 });
});

test('a failed condition is its own exception and changes nothing', async () => {
  await documents.send(new PutCommand({ TableName, Item: { customer: 'cid', order: 1 } }));
  await assert.rejects(
    documents.send(
      new PutCommand({
        TableName,
        Item: { customer: 'cid', order: 1, other: true },
        ConditionExpression: 'attribute_not_exists(customer)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
    (error) => error instanceof ConditionalCheckFailedException && error.Item !== undefined,
  );
  await documents.send(new DeleteCommand({ TableName, Key: { customer: 'cid', order: 1 } }));
  const gone = await documents.send(new GetCommand({ TableName, Key: { customer: 'cid', order: 1 }, ConsistentRead: true }));
  assert.equal(gone.Item, undefined);
});

test('batches and paginators see every item once and in order', async () => {
  const orders = Array.from({ length: 60 }, (_, i) => i);
  for (let from = 0; from < orders.length; from += 25) {
    let RequestItems = {
      [TableName]: orders.slice(from, from + 25).map((order) => ({ PutRequest: { Item: { customer: 'eve', order } } })),
    };
    while (Object.keys(RequestItems).length > 0) {
      const { UnprocessedItems } = await documents.send(new BatchWriteCommand({ RequestItems }));
      RequestItems = UnprocessedItems ?? {};
    }
  }
  const queried = [];
  const pages = paginateQuery(
    { client: documents, pageSize: 7 },
    {
      TableName,
      KeyConditionExpression: 'customer = :c',
      ExpressionAttributeValues: { ':c': 'eve' },
      ConsistentRead: true,
    },
  );
  for await (const page of pages) {
    queried.push(...page.Items.map((item) => item.order));
  }
  assert.deepEqual(queried, orders);

  const newest = await documents.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'customer = :c AND #o < :limit',
      ExpressionAttributeNames: { '#o': 'order' },
      ExpressionAttributeValues: { ':c': 'eve', ':limit': 50 },
      ScanIndexForward: false,
      Limit: 3,
      ConsistentRead: true,
    }),
  );
  assert.deepEqual(newest.Items.map((item) => item.order), [49, 48, 47]);

  let scanned = 0;
  const filter = { TableName, FilterExpression: 'customer = :c', ExpressionAttributeValues: { ':c': 'eve' }, ConsistentRead: true };
  for await (const page of paginateScan({ client: documents, pageSize: 13 }, filter)) {
    scanned += page.Count;
  }
  assert.equal(scanned, orders.length);

  const got = await documents.send(
    new BatchGetCommand({
      RequestItems: { [TableName]: { Keys: [0, 1, 99].map((order) => ({ customer: 'eve', order })), ConsistentRead: true } },
    }),
  );
  assert.equal(got.Responses[TableName].length, 2);
});

test('a transaction moves an amount or does nothing', async () => {
  await documents.send(new PutCommand({ TableName, Item: { customer: 'from', order: 1, amount: 10 } }));
  await documents.send(new PutCommand({ TableName, Item: { customer: 'to', order: 1, amount: 0 } }));
  const move = (amount) =>
    documents.send(
      new TransactWriteCommand({
        TransactItems: [
          {
            Update: {
              TableName,
              Key: { customer: 'from', order: 1 },
              UpdateExpression: 'SET amount = amount - :a',
              ConditionExpression: 'amount >= :a',
              ExpressionAttributeValues: { ':a': amount },
            },
          },
          {
            Update: {
              TableName,
              Key: { customer: 'to', order: 1 },
              UpdateExpression: 'SET amount = amount + :a',
              ExpressionAttributeValues: { ':a': amount },
            },
          },
        ],
      }),
    );
  await move(7);
  await assert.rejects(move(7), (error) => error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed');
  const read = await documents.send(
    new TransactGetCommand({
      TransactItems: ['from', 'to'].map((customer) => ({ Get: { TableName, Key: { customer, order: 1 } } })),
    }),
  );
  assert.deepEqual(read.Responses.map((one) => one.Item.amount), [3, 7]);
});

test('a table that is not there is named as such', async () => {
  await assert.rejects(
    documents.send(new GetCommand({ TableName: 'js-missing', Key: { customer: 'x', order: 1 } })),
    (error) => error instanceof ResourceNotFoundException,
  );
});
