using CsCheck;
using InferenceSim.KvCache;

namespace InferenceSim.Tests.KvCache;

/// <summary>The block pool against a naive one that keeps its free list in a List.</summary>
[TestFixture]
public sealed class BlockPoolTests
{
    private const int Capacity = 8;

    [Test]
    public void ActsAsTheNaivePoolDoes()
    {
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 5], Gen.Bool).Array[1, 60].Sample(operations =>
        {
            BlockPool pool = new(Capacity);
            NaivePool naive = new();
            List<List<int>> tables = [];
            foreach ((int kind, int number, bool register) in operations)
            {
                if (kind == 0 && pool.Free > 0)
                {
                    int block = pool.Take();
                    Require(block == naive.Take(), "the same block is taken");
                    tables.Add([block]);
                    if (register)
                    {
                        pool.Contents.Register(block, (ulong)number + 1);
                        naive.Content[block] = (number + 1, naive.Clock++);
                    }
                }
                else if (kind == 1 && tables.Count > 0)
                {
                    List<int> table = tables[number % tables.Count];
                    tables.Remove(table);
                    pool.Release(table.ToArray());
                    naive.Release(table);
                }
                else if (kind == 2)
                {
                    int found = pool.Contents.Find((ulong)number + 1);
                    Require(found == naive.Find(number + 1), "the block registered first is found");
                    if (found > 0)
                    {
                        pool.Share(found);
                        naive.Share(found);
                        tables.Add([found]);
                    }
                }

                Require(pool.FreeList().SequenceEqual(naive.FreeBlocks), "the free lists are equal");
                pool.CheckIntegrity();
            }
        });
    }

    [Test]
    public void ATableIsFreedTailFirstWithContentAndFrontFirstWithout()
    {
        BlockPool pool = new(6);
        int[] table = [pool.Take(), pool.Take(), pool.Take(), pool.Take()];
        pool.Contents.Register(table[0], 10);
        pool.Contents.Register(table[1], 11);
        pool.Release(table);
        Assert.That(pool.FreeList(), Is.EqualTo(new[] { 4, 3, 5, 6, 2, 1 }));
    }

    private static void Require(bool condition, string law)
    {
        if (!condition)
        {
            throw new InvalidOperationException(law);
        }
    }

    private sealed class NaivePool
    {
        private readonly int[] _references = new int[Capacity + 1];

        public List<int> FreeBlocks { get; } = [.. Enumerable.Range(1, Capacity)];

        public Dictionary<int, (int Hash, int Registered)> Content { get; } = [];

        public int Clock { get; set; }

        public int Take()
        {
            int block = FreeBlocks[0];
            FreeBlocks.RemoveAt(0);
            Content.Remove(block);
            _references[block] = 1;
            return block;
        }

        public void Share(int block)
        {
            _references[block]++;
            FreeBlocks.Remove(block);
        }

        public void Release(List<int> table)
        {
            foreach (int block in Enumerable.Reverse(table))
            {
                if (--_references[block] == 0)
                {
                    FreeBlocks.Insert(Content.ContainsKey(block) ? FreeBlocks.Count : 0, block);
                }
            }
        }

        public int Find(int hash) =>
            Content.Where(c => c.Value.Hash == hash).OrderBy(c => c.Value.Registered).Select(c => c.Key).FirstOrDefault();
    }
}
