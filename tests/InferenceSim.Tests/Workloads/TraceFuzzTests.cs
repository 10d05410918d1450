using System.Text;
using CsCheck;
using InferenceSim.Simulation;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

public sealed class TraceFuzzTests
{
    private static readonly string[] Samples =
    [
        "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-17 00:00:00.009930+00:00,396,109\n",
        "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n19440110.0,a,43,GPT-4,906,446,1352,x\n",
        "num_prefill_tokens,num_decode_tokens\n10,1\n30,3\n",
        "index,arrival_ps,input_tokens,output_tokens,priority,session,after,think_ps,prefix\n0,5,10,3,0,0,,,s0:4\n1,,17,3,0,0,0,500,s0:4 u0:6 o0:3\n",
        "{\"timestamp\": 0, \"input_length\": 1100, \"output_length\": 500, \"hash_ids\": [0, 1, 2]}\n{\"timestamp\": 3, \"input_length\": 5, \"output_length\": 5}\n",
        "{\"session_id\": \"a\", \"timestamp\": 0, \"delay\": 0, \"input_length\": 10, \"output_length\": 1, \"hash_ids\": []}\n{\"session_id\": \"a\", \"delay\": 5, \"input_length\": 10, \"output_length\": 1}\n",
        "{\"chat_id\": 0, \"parent_chat_id\": -1, \"timestamp\": 0.5, \"input_length\": 20, \"output_length\": 4, \"hash_ids\": [0, 1]}\n",
    ];

    [Test]
    public void ADamagedTraceLoadsOrIsRefusedAndNothingElse() =>
        Gen.Select(Gen.Int[0, Samples.Length - 1], Gen.Select(Gen.Int[0, 400], Gen.Byte).Array[1, 4], Gen.Int[0, 400]).Sample((sample, edits, cut) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(Samples[sample]);
            foreach ((int position, byte value) in edits)
            {
                bytes[position % bytes.Length] = value;
            }

            byte[] left = cut < bytes.Length ? bytes[..cut] : bytes;
            try
            {
                return TraceFile.Load(new MemoryStream(left), "damaged").Requests.Count > 0;
            }
            catch (InvalidConfigurationException e)
            {
                return e.Message.StartsWith("damaged", StringComparison.Ordinal);
            }
        }, iter: 20_000);

    [Test]
    public void EverySampleLoads([Range(0, 6)] int sample) =>
        Assert.That(A.Trace(Samples[sample]).Requests, Is.Not.Empty);
}
