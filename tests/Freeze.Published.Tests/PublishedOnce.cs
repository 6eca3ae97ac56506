namespace Freeze.Published.Tests;

/// <summary>Publishes once for all classes that look at the binaries, and keeps them from running at once.</summary>
[CollectionDefinition(nameof(PublishedClassifier))]
public sealed class PublishedOnce : ICollectionFixture<PublishedClassifier>, ICollectionFixture<PublishedForArm>;
