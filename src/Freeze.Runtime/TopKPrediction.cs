namespace Freeze;

/// <summary>The answer for one image, and its most likely classes.</summary>
/// <param name="Prediction">The answer, as <c>Predict</c> gives it.</param>
/// <param name="Classes">
/// The most likely classes, the likeliest first, of one <see cref="ScoreKind"/>; the first is the answer's. At an early exit whose cache
/// knows no probabilities, as centroids do not, there is only the answer, with its <see cref="ScoreKind.AgreementProbability"/>.
/// </param>
public readonly record struct TopKPrediction(Prediction Prediction, IReadOnlyList<RankedClass> Classes);
