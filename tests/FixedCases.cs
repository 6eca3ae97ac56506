using CsCheck;

namespace Freeze;

/// <summary>
/// What CsCheck's <see cref="Check"/> does, with the same cases in every run: tests in the namespaces below take these methods. With
/// FREEZE_RANDOM=1 the cases are new ones, and one that fails is shrunk to a small one.
/// </summary>
internal static class FixedCases
{
    private const uint Stream = 1;
    private const ulong Seed = 20_26;

    private static readonly bool s_isRandom = Environment.GetEnvironmentVariable("FREEZE_RANDOM") == "1";

    public static void Sample<T>(this Gen<T> gen, Action<T> check, long iter = 100, int threads = -1)
    {
        if (s_isRandom)
        {
            Check.Sample(gen, check, iter: iter, threads: threads);
            return;
        }

        var random = new PCG(Stream, Seed);
        for (var i = 0L; i < iter; i++)
        {
            var value = gen.Generate(random, null, out _);
            try
            {
                check(value);
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"Case {i} of {iter}, {Check.Print(value)}: {e.Message} FREEZE_RANDOM=1 looks for a smaller one.", e);
            }
        }
    }

    public static void Sample<T>(this Gen<T> gen, Func<T, bool> check, long iter = 100, int threads = -1) =>
        gen.Sample(value => Assert.True(check(value)), iter, threads);

    public static void Sample<T1, T2>(this Gen<(T1, T2)> gen, Action<T1, T2> check, long iter = 100, int threads = -1) =>
        gen.Sample(t => check(t.Item1, t.Item2), iter, threads);

    public static void Sample<T1, T2, T3>(this Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> check, long iter = 100, int threads = -1) =>
        gen.Sample(t => check(t.Item1, t.Item2, t.Item3), iter, threads);

    public static void Sample<T1, T2, T3, T4>(this Gen<(T1, T2, T3, T4)> gen, Action<T1, T2, T3, T4> check, long iter = 100, int threads = -1) =>
        gen.Sample(t => check(t.Item1, t.Item2, t.Item3, t.Item4), iter, threads);

    public static void Sample<T1, T2, T3, T4, T5>(
        this Gen<(T1, T2, T3, T4, T5)> gen, Action<T1, T2, T3, T4, T5> check, long iter = 100, int threads = -1) =>
        gen.Sample(t => check(t.Item1, t.Item2, t.Item3, t.Item4, t.Item5), iter, threads);

    public static void Sample<T1, T2, T3, T4, T5, T6, T7>(
        this Gen<(T1, T2, T3, T4, T5, T6, T7)> gen, Action<T1, T2, T3, T4, T5, T6, T7> check, long iter = 100, int threads = -1) =>
        gen.Sample(t => check(t.Item1, t.Item2, t.Item3, t.Item4, t.Item5, t.Item6, t.Item7), iter, threads);
}
