// The AWS SDK for JavaScript with its document client against the endpoint in KVASIR_ENDPOINT.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  ExecuteStatementCommand,
  GetCommand,
  paginateQuery,
  paginateScan,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'

const TableName = 'document-client'
const client = new DynamoDBClient({
  endpoint: process.env.KVASIR_ENDPOINT,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  maxAttempts: 1,
})
const documents = DynamoDBDocumentClient.from(client, {
  marshallOptions: { removeUndefinedValues: true },
})

before(async () => {
  await client.send(new CreateTableCommand({
    TableName,
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'at', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'at', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  }))
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName })
})

after(async () => {
  await client.send(new DeleteTableCommand({ TableName }))
  await waitUntilTableNotExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName })
  client.destroy()
})

test('a document of all types comes back as it was', async () => {
  const Item = {
    id: 'types',
    at: 1,
    text: 'Ünïcödé 🎹',
    empty: '',
    whole: 42,
    fraction: -0.125,
    flag: true,
    nothing: null,
    bytes: new Uint8Array([0, 1, 255]),
    list: [1, 'two', [3], { four: 4 }],
    map: { nested: { deep: ['x'] } },
    texts: new Set(['a', 'b']),
    numbers: new Set([1, 2.5]),
  }
  await documents.send(new PutCommand({ TableName, Item }))
  const read = await documents.send(
    new GetCommand({ TableName, Key: { id: 'types', at: 1 }, ConsistentRead: true }))
  assert.deepEqual(read.Item, Item)
})

test('an update changes paths inside a document and returns them', async () => {
  await documents.send(new PutCommand({
    TableName, Item: { id: 'update', at: 1, tags: ['a'], stats: { plays: 1 } },
  }))
  const updated = await documents.send(new UpdateCommand({
    TableName,
    Key: { id: 'update', at: 1 },
    UpdateExpression: 'SET stats.plays = stats.plays + :one, tags = list_append(tags, :more)',
    ExpressionAttributeValues: { ':one': 1, ':more': ['b'] },
    ReturnValues: 'UPDATED_NEW',
  }))
  assert.deepEqual(updated.Attributes, { stats: { plays: 2 }, tags: ['a', 'b'] })
})

test('a failed condition is an error of its name, with the item', async () => {
  await documents.send(new PutCommand({ TableName, Item: { id: 'condition', at: 1, v: 1 } }))
  await assert.rejects(
    documents.send(new DeleteCommand({
      TableName,
      Key: { id: 'condition', at: 1 },
      ConditionExpression: 'v > :v',
      ExpressionAttributeValues: { ':v': 1 },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })),
    error => {
      assert.equal(error.name, 'ConditionalCheckFailedException')
      assert.equal(error.message, 'The conditional request failed')
      assert.equal(error.Item.v.N, '1')
      return true
    })
})

test('batches, pages and scans give every document once', async () => {
  const items = Array.from({ length: 20 }, (_, i) => ({ id: 'pages', at: i, text: 'x'.repeat(100) }))
  const written = await documents.send(new BatchWriteCommand({
    RequestItems: { [TableName]: items.map(Item => ({ PutRequest: { Item } })) },
  }))
  assert.deepEqual(written.UnprocessedItems, {})
  const got = await documents.send(new BatchGetCommand({
    RequestItems: {
      [TableName]: {
        Keys: items.map(({ id, at }) => ({ id, at })), ConsistentRead: true,
      },
    },
  }))
  assert.equal(got.Responses[TableName].length, 20)

  const query = {
    TableName,
    KeyConditionExpression: 'id = :id AND #at BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':id': 'pages', ':from': 5, ':to': 14 },
    ScanIndexForward: false,
    ConsistentRead: true,
  }
  const places = []
  for await (const page of paginateQuery({ client: documents, pageSize: 3 }, { ...query })) {
    places.push(...page.Items.map(item => item.at))
  }
  assert.deepEqual(places, [14, 13, 12, 11, 10, 9, 8, 7, 6, 5])
  const count = await documents.send(new QueryCommand({ ...query, Select: 'COUNT' }))
  assert.equal(count.Count, 10)
  assert.equal(count.Items, undefined)

  const scanned = new Set()
  for await (const page of paginateScan({ client: documents, pageSize: 7 }, {
    TableName,
    FilterExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': 'pages' },
    ConsistentRead: true,
  })) {
    page.Items.forEach(item => scanned.add(item.at))
  }
  assert.equal(scanned.size, 20)
})

test('a transaction is all or nothing', async () => {
  const put = at => ({
    Put: { TableName, Item: { id: 'tx', at }, ConditionExpression: 'attribute_not_exists(id)' },
  })
  await documents.send(new TransactWriteCommand({ TransactItems: [put(1), put(2)] }))
  await assert.rejects(
    documents.send(new TransactWriteCommand({ TransactItems: [put(3), put(2)] })),
    error => {
      assert.equal(error.name, 'TransactionCanceledException')
      assert.deepEqual(
        error.CancellationReasons.map(reason => reason.Code), ['None', 'ConditionalCheckFailed'])
      return true
    })
  const get = at => ({ Get: { TableName, Key: { id: 'tx', at } } })
  const read = await documents.send(new TransactGetCommand({ TransactItems: [get(1), get(3)] }))
  assert.deepEqual(read.Responses, [{ Item: { id: 'tx', at: 1 } }, {}])
})

test('statements take and give documents', async () => {
  await documents.send(new ExecuteStatementCommand({
    Statement: `INSERT INTO "${TableName}" VALUE {'id': ?, 'at': ?, 'tags': ?}`,
    Parameters: ['ql', 1, ['a', 'b']],
  }))
  const read = await documents.send(new ExecuteStatementCommand({
    Statement: `SELECT tags[1] FROM "${TableName}" WHERE id = ? AND "at" = 1`,
    Parameters: ['ql'],
    ConsistentRead: true,
  }))
  assert.equal(read.Items.length, 1)
})
