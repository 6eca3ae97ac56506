using Freeze.Calibration.Certification;

namespace Freeze.Calibration.Tests.Certification;

/// <summary>A network whose probes' scores and errors follow known laws.</summary>
internal static class Synthetic
{
    // Later probes err less. Scores of one image at different probes are related, as they are in a network.
    private static readonly double[] s_error = [0.9, 0.5, 0.2];

    public static readonly ProbeCosts Costs = new([100, 200, 300], [1, 1, 1], 400);

    public static LookUpTable Draw(int images, Random random)
    {
        var table = new LookUpTable(images, s_error.Length);
        for (var i = 0; i < images; i++)
        {
            var ease = random.NextDouble();
            table.Network[i] = random.Next(10);
            for (var k = 0; k < s_error.Length; k++)
            {
                var score = 0.7 * ease + 0.3 * random.NextDouble();
                var wrong = random.NextDouble() < s_error[k] * Math.Pow(1 - score, 3);
                table.Scores[k][i] = (float)score;
                table.Classes[k][i] = wrong ? (table.Network[i] + 1) % 10 : table.Network[i];
            }
        }

        return table;
    }

    public static AgreementModel?[] Models(LookUpTable table) => [.. Enumerable.Range(0, table.Probes).Select(k =>
        AgreementModel.Fit(table.Scores[k], [.. Enumerable.Range(0, table.Images).Select(i => table.Agrees(k, i))]))];
}
