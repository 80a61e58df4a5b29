"""Floor 7: where runs are computed, here or on a cluster; parts on disk that are whole or not there."""
